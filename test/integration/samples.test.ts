/**
 * The samples in TypeScript, Python and Java, run as a newcomer runs them: what one prints, all print, byte by byte.
 */
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectRegistry, eventHeaders, openEventWriter, producerDefaults } from '@calltrail/runtime'
import { provideSample, sampleLanguages } from '@calltrail/samples'
import type { SampleLanguage } from '@calltrail/samples'
import { avroSchemaOf, callsEnriched } from '@calltrail/schemas'
import type { CallEnriched, RecordSchema } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { SchemaRegistry, COMPATIBILITY, SchemaType } from '@kafkajs/confluent-schema-registry'
import { execa } from 'execa'
import { Kafka, logLevel } from 'kafkajs'
import type { Message } from 'kafkajs'
import { beforeAll, expect, inject, it, onTestFinished } from 'vitest'

type Encode = (event: CallEnriched) => Promise<Buffer>

const person = { accountId: null, email: null }
const calls = {
  contact: enrichedCall({ eventId: 'a:1', revision: 1_773_483_031_000 }),
  notes: enrichedCall({
    eventId: 'a:1',
    revision: 1_773_483_091_000,
    wrapUpNotes: 'Called back.\n"Soon"\t\u001f\u007f',
  }),
  lead: enrichedCall({
    eventId: 'b:1',
    direction: 'OUTBOUND',
    contact: null,
    lead: { id: '00QSm0000000001IAA', name: 'Zoë O’Neill-Łukasz 李', email: null },
    endedAt: Date.UTC(2026, 11, 31, 23, 59, 59, 7),
  }),
  withheld: enrichedCall({
    eventId: 'c',
    participantId: null,
    contact: null,
    customerPhone: null,
    durationSeconds: 0,
  }),
  abandoned: enrichedCall({
    eventId: 'd:1',
    outcome: 'ABANDONED',
    contact: { ...person, id: '1', name: '😀\u2028</script>', isPersonAccount: true },
  }),
  long: enrichedCall({ eventId: 'e:1', direction: 'INTERNAL', wrapUpNotes: 'ä'.repeat(30_000) }),
  never: enrichedCall({ eventId: 'never' }),
  last: enrichedCall({ eventId: 'last', revision: 0 }),
}

type Batch = readonly CallEnriched[] | 'aborted'

/** What stands on the topic, in its order. A copy, an older revision, and what was aborted, is printed by nobody. */
const written: readonly Batch[] = [
  [calls.contact, calls.contact],
  [calls.notes, calls.contact],
  'aborted',
  [calls.lead, calls.withheld, calls.abandoned],
  [calls.long, calls.notes, calls.last],
]

const revision = enrichedCall().revision
const expected = [
  `{"endedAt":"2026-03-14T10:10:30.000Z","eventId":"a:1","revision":1773483031000,"direction":"INBOUND","seconds":630,"phone":"+15551234567","contact":"John Doe","lead":null,"outcome":"COMPLETED","notes":null}`,
  `{"endedAt":"2026-03-14T10:10:30.000Z","eventId":"a:1","revision":1773483091000,"direction":"INBOUND","seconds":630,"phone":"+15551234567","contact":"John Doe","lead":null,"outcome":"COMPLETED","notes":"Called back.\\n\\"Soon\\"\\t\\u001f\u007f"}`,
  `{"endedAt":"2026-12-31T23:59:59.007Z","eventId":"b:1","revision":${revision},"direction":"OUTBOUND","seconds":630,"phone":"+15551234567","contact":null,"lead":"Zoë O’Neill-Łukasz 李","outcome":"COMPLETED","notes":null}`,
  `{"endedAt":"2026-03-14T10:10:30.000Z","eventId":"c","revision":${revision},"direction":"INBOUND","seconds":0,"phone":null,"contact":null,"lead":null,"outcome":"COMPLETED","notes":null}`,
  `{"endedAt":"2026-03-14T10:10:30.000Z","eventId":"d:1","revision":${revision},"direction":"INBOUND","seconds":630,"phone":"+15551234567","contact":"😀\u2028</script>","lead":null,"outcome":"ABANDONED","notes":null}`,
  `{"endedAt":"2026-03-14T10:10:30.000Z","eventId":"e:1","revision":${revision},"direction":"INTERNAL","seconds":630,"phone":"+15551234567","contact":"John Doe","lead":null,"outcome":"COMPLETED","notes":"${'ä'.repeat(30_000)}"}`,
  `{"endedAt":"2026-03-14T10:10:30.000Z","eventId":"last","revision":0,"direction":"INBOUND","seconds":630,"phone":"+15551234567","contact":"John Doe","lead":null,"outcome":"COMPLETED","notes":null}`,
  '',
].join('\n')

const minutes = 60_000
const sample = (...path: string[]) => join(import.meta.dirname, '../../schemas/samples', ...path)
const command = join(import.meta.dirname, '../../infra/samples/src/main.ts')

// Mostly done by now: see kit/early-tools.ts.
beforeAll(async () => {
  await Promise.all(sampleLanguages.map((language) => provideSample(language, { env: process.env })))
}, 5 * minutes)

it('the samples print the same lines for the same calls', async () => {
  const { encode } = await openEventWriter(connectRegistry(inject('stack')), callsEnriched)
  const topic = await publish(written, () => encode)
  await expectAllToPrint(topic, expected)
})

it('the samples print the same lines when a later version of the schema has an optional field more', async () => {
  const { old, later } = await twoVersions()
  // By turns, as while a new version is rolled out.
  const topic = await publish(written, (index) => (index % 2 === 0 ? later : old))
  await expectAllToPrint(topic, expected)
})

it('the samples in Python and Java run from a copy of their folder with the schema in it, outside of our repository', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(copy, { recursive: true }))
  cpSync(sample('python', 'print_calls.py'), join(copy, 'print_calls.py'))
  cpSync(sample('enriched-call.avsc'), join(copy, 'enriched-call.avsc'))
  const { encode } = await openEventWriter(connectRegistry(inject('stack')), callsEnriched)
  const topic = await publish(written, () => encode)
  const [python, java] = await Promise.all([
    provideSample('python', { env: process.env }),
    provideSample('java', { env: process.env }),
  ])
  const printed = await Promise.all([
    execa(python.command, ['print_calls.py'], { ...settings(topic), cwd: copy }),
    execa(java.command, [...java.args.slice(0, -1), 'enriched-call.avsc'], { ...settings(topic), cwd: copy }),
  ])
  expect(printed.map(({ stdout }) => stdout)).toEqual([expected, expected])
})

it('a sample that is started again goes on where it was', async () => {
  const { encode } = await openEventWriter(connectRegistry(inject('stack')), callsEnriched)
  const ids = ['a', 'b', 'c', 'd', 'e']
  const topic = await publish([ids.map((eventId) => enrichedCall({ eventId }))], () => encode)
  const printed = await Promise.all(
    sampleLanguages.map(async (language) => {
      const group = `sample-${randomUUID()}`
      const lines = [
        await run(language, topic, { group, calls: 3 }),
        await run(language, topic, { group, calls: 2 }),
      ]
      return lines.map((text) => text.match(/(?<="eventId":")\w+/g)?.join(' '))
    }),
  )
  expect(printed).toEqual(sampleLanguages.map(() => ['a b c', 'd e']))
})

/** Encoders of two versions of the contract that a registry takes for compatible, the later one with a field that the samples do not know. */
async function twoVersions(): Promise<{ old: Encode; later: Encode }> {
  const registry = new SchemaRegistry({ host: inject('stack').schemaRegistryUrl })
  const schema = JSON.parse(avroSchemaOf(callsEnriched.event)) as RecordSchema
  const rating = { name: 'rating', type: ['null', 'string'], default: null, doc: 'What the customer said.' }
  const subject = `samples-${randomUUID()}-value`
  const register = async (version: RecordSchema) =>
    registry.register(
      { type: SchemaType.AVRO, schema: JSON.stringify(version) },
      { subject, compatibility: COMPATIBILITY.FULL_TRANSITIVE },
    )
  const oldId = (await register(schema)).id
  // In the middle, where who reads by position and not by the writer's schema would stumble.
  const laterId = (await register({ ...schema, fields: schema.fields.toSpliced(5, 0, rating as never) })).id
  expect(laterId).not.toBe(oldId)
  return {
    old: (event) => registry.encode(oldId, event),
    later: (event) => registry.encode(laterId, { ...event, rating: 'very good' }),
  }
}

/** @returns the topic, on which the calls stand, each batch written in a transaction as the enricher does */
async function publish(batches: readonly Batch[], encoderOf: (index: number) => Encode): Promise<string> {
  const kafka = new Kafka({ brokers: inject('stack').kafkaBrokers.split(','), logLevel: logLevel.NOTHING })
  const topic = `${callsEnriched.name}.test-${randomUUID().slice(0, 8)}`
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
  await admin.disconnect()
  const producer = kafka.producer({
    ...producerDefaults,
    transactionalId: topic,
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  let index = 0
  const messageOf = async (call: CallEnriched): Promise<Message> => ({
    key: callsEnriched.key(call),
    value: await encoderOf(index++)(call),
    headers: eventHeaders(callsEnriched.event, call.eventId, '/calltrail/test', Date.now()),
  })
  for (const batch of batches) {
    const transaction = await producer.transaction()
    const messages = await Promise.all((batch === 'aborted' ? [calls.never] : batch).map(messageOf))
    await transaction.send({ topic, messages, acks: -1 })
    await (batch === 'aborted' ? transaction.abort() : transaction.commit())
  }
  await producer.disconnect()
  return topic
}

async function expectAllToPrint(topic: string, text: string): Promise<void> {
  const printed = await Promise.all(
    sampleLanguages.map(async (language) => [language, await run(language, topic)]),
  )
  expect(Object.fromEntries(printed)).toEqual(
    Object.fromEntries(sampleLanguages.map((language) => [language, text])),
  )
}

/** @returns what the sample prints of the topic until it has printed so many calls */
async function run(language: SampleLanguage, topic: string, options: Limits = {}): Promise<string> {
  return (await execa(process.execPath, [command, language], settings(topic, options))).stdout
}

interface Limits {
  readonly group?: string
  readonly calls?: number
}

/** How a sample is run. */
function settings(
  topic: string,
  { group = `sample-${randomUUID()}`, calls = expected.trim().split('\n').length }: Limits = {},
) {
  return {
    stripFinalNewline: false,
    env: {
      KAFKA_BROKERS: inject('stack').kafkaBrokers,
      SCHEMA_REGISTRY_URL: inject('stack').schemaRegistryUrl,
      GROUP_ID: group,
      CALLS_TOPIC: topic,
      CALLS: String(calls),
      // Their lines are UTF-8 wherever they run.
      LC_ALL: 'C',
      PYTHONUTF8: '0',
    },
    timeout: 60_000,
  } as const
}
