/**
 * Builds of different times on one topic: who reads by the newest schema reads what was written by any, and who reads by the oldest reads
 * what is written by the newest, and by the one that will come after it.
 */
import { randomUUID } from 'node:crypto'
import { provision } from '@calltrail/provision'
import {
  connectKafka,
  connectProducer,
  connectRegistry,
  openEventReader,
  openEventWriter,
} from '@calltrail/runtime'
import {
  avroSchemaOf,
  callsEnriched,
  eventTopics,
  masker,
  recordIn,
  releasedSchemasOf,
} from '@calltrail/schemas'
import type { EventName, EventTopic, RecordSchema, SchemaField } from '@calltrail/schemas'
import { endedCall, enrichedCall, loggedEvent } from '@calltrail/schemas/testing'
import { pino } from 'pino'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { watchTopics } from '../kit/event-watch.ts'

type Value = Record<string, unknown>

const { kafkaBrokers, schemaRegistryUrl } = inject('stack')
const logger = pino({ enabled: false })
const kafka = connectKafka({ kafkaBrokers: kafkaBrokers.split(',') }, 'test', logger)
const registry = connectRegistry({ schemaRegistryUrl })

const parse = (schema: string) => JSON.parse(schema) as RecordSchema
const mask = masker(parse(avroSchemaOf('calls.enriched.v1')), (kind) => `a ${kind}`)
const enriched = enrichedCall({
  contact: { ...enrichedCall().contact!, isPersonAccount: true },
  lead: { id: '00QSm000000Lead1IAA', name: 'Ada Lead', email: 'ada.lead@acme.example' },
  wrapUpCode: 'wrap-up-1',
  wrapUpName: 'Sold',
  wrapUpNotes: 'Wants a call back.',
  transferred: true,
})

/** An event of each kind, in which what later versions have added is not what its default is. */
const events: Record<EventName, object> = {
  'calls.ended.v1': endedCall({ scope: 'CONVERSATION' }),
  'calls.enriched.v1': enriched,
  'calls.enriched.masked.v1': mask({ ...enriched }),
  'calls.logged.v1': loggedEvent({
    omittedFields: ['Type'],
    taskError: 'SALESFORCE_ROW_LOCKED',
    leadId: '00QSm000000Lead1IAA',
    ownerId: '005Sm000000User1IAA',
  }),
}

/** What comes after the newest schema: one more field in each record, one more symbol in each enumeration. */
const laterField = {
  name: 'later',
  type: ['null', 'string'],
  default: null,
  doc: 'Later.',
  personalData: 'none',
}

function laterType(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(laterType)
  const symbols = symbolsOf(type)
  if (symbols) return { ...(type as Value), symbols: [...symbols, 'LATER'] }
  const record = recordIn(type)
  return record ? laterSchema(record) : type
}

function laterSchema(schema: RecordSchema): RecordSchema {
  const fields = schema.fields.map((field) => ({ ...field, type: laterType(field.type) }))
  return { ...schema, fields: [...fields, laterField] }
}

/** The event as the later build writes it: with all that it has more. */
function laterEvent({ fields }: RecordSchema, event: Value): Value {
  const values = fields.map(({ name, type }) => {
    if (symbolsOf(type)) return [name, 'LATER']
    const record = recordIn(type)
    return [name, record && event[name] ? laterEvent(record, event[name] as Value) : event[name]]
  })
  return { ...Object.fromEntries(values), later: 'more' }
}

function symbolsOf(type: unknown): readonly string[] | undefined {
  return type instanceof Object && 'symbols' in type ? (type.symbols as string[]) : undefined
}

/** What one who reads by the one schema must see of an event that was written by the other. */
function seenBy(reader: RecordSchema, writer: RecordSchema, event: Value): Value {
  const written = new Map(writer.fields.map((field) => [field.name, field]))
  return Object.fromEntries(
    reader.fields.map((field) => {
      const writtenField = written.get(field.name)
      return [field.name, writtenField ? valueSeen(field, writtenField, event[field.name]) : field.default]
    }),
  )
}

function valueSeen(reader: SchemaField, writer: SchemaField, value: unknown): unknown {
  const symbols = symbolsOf(reader.type)
  if (symbols && !symbols.includes(value as string)) return (reader.type as { default: string }).default
  const records = [recordIn(reader.type), recordIn(writer.type)] as const
  return records[0] && records[1] && value ? seenBy(records[0], records[1], value as Value) : value
}

/** A topic and a subject of a test's own, with every version registered, and a later one. */
async function openTopic(topic: (typeof eventTopics)[number], later: string) {
  const name = `${topic.name}-${randomUUID()}`
  const own = { ...topic, name, subject: `${name}-value` } as unknown as EventTopic
  const { retentionMs, retentionReason } = topic
  await provision({
    kafka,
    schemaRegistryUrl,
    topics: [{ name, partitions: 1, retentionMs, retentionReason, cleanupPolicy: 'delete' }],
    subjects: [{ subject: own.subject, schema: later, earlier: releasedSchemasOf(topic.event) }],
  })
  const producer = await connectProducer(kafka)
  const watch = await watchTopics(kafka, [name])
  onTestFinished(async () => {
    await Promise.all([producer[Symbol.asyncDispose](), watch[Symbol.asyncDispose]()])
  })
  let sent = 0
  return {
    /** Publishes the event as a build of the schema, and waits for the record. */
    async written(schema: string, event: Value): Promise<Buffer | null> {
      const { encode } = await openEventWriter(registry, own, undefined, schema)
      const value = await encode(event as never)
      await producer.send({ topic: name, messages: [{ key: own.key(event as never), value }], acks: -1 })
      sent += 1
      const records = await watch.many(sent, () => true)
      return records.at(-1)!.message.value
    },
    /** Reads as a build of the schema. */
    read: async (schema: string, value: Buffer | null) =>
      (await openEventReader(registry, own, undefined, schema).decode(value)) as unknown as Value,
  }
}

describe.each(eventTopics)('of $event', (topic) => {
  const released = releasedSchemasOf(topic.event)
  const newest = released.at(-1)!
  const event = events[topic.event] as Value
  const later = JSON.stringify(laterSchema(parse(newest)))

  it('the newest build reads every record that was ever written', async () => {
    const { written, read } = await openTopic(topic, later)
    for (const schema of released) {
      const seen = await read(newest, await written(schema, event))
      expect(seen).toEqual(seenBy(parse(newest), parse(schema), event))
    }
    expect(await read(newest, await written(newest, event))).toEqual(event)
  })

  it('every build that ever was reads what the newest and a later one write', async () => {
    const { written, read } = await openTopic(topic, later)
    const laterWritten = laterEvent(parse(newest), event)
    const [now, soon] = [await written(newest, event), await written(later, laterWritten)]
    expect(await read(later, soon)).toEqual(laterWritten)
    for (const schema of released) {
      expect(await read(schema, now)).toEqual(seenBy(parse(schema), parse(newest), event))
      expect(await read(schema, soon)).toEqual(seenBy(parse(schema), parse(later), laterWritten))
    }
  })
})

it('what a build does not know of is its default: nothing, zero, or UNKNOWN', async () => {
  const topic = callsEnriched
  const released = releasedSchemasOf(topic.event)
  const [oldest, newest] = [released[0]!, released.at(-1)!]
  const { written, read } = await openTopic(topic, newest)
  expect(await read(newest, await written(oldest, { ...enriched }))).toMatchObject({
    eventId: enriched.eventId,
    revision: 0,
    contactMatch: 'PHONE',
    outcome: 'UNKNOWN',
    lead: null,
    wrapUpNotes: null,
    contact: { name: 'John Doe', isPersonAccount: false },
  })
  const seen = await read(oldest, await written(newest, { ...enriched, contactMatch: 'AMBIGUOUS' }))
  expect(seen).toMatchObject({ eventId: enriched.eventId, contactMatch: 'UNKNOWN' })
  expect(seen).not.toHaveProperty('revision')
  expect(seen['contact']).not.toHaveProperty('isPersonAccount')
})
