/** Records that nobody can read, in every topic that a stage reads. */
import { randomBytes } from 'node:crypto'
import { stages } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'
import { endedCall, enrichedCall } from '@calltrail/schemas/testing'
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import type { IHeaders } from 'kafkajs'
import type { Fault, Scene } from '../harness/fault.ts'
import { poisonPrefix } from '../harness/notebook.ts'

interface Poison {
  readonly stage: StageName
  readonly topic: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers?: IHeaders
}

/** Close to what a broker takes at once, so that nothing can be added to it but headers. */
const hugeBytes = 1_000_000
/** kafkajs types no such header, and gets some from others. */
const nullHeader = { 'of-nothing': null } as unknown as IHeaders

/** Each with a key by which it is known again. Keyless ones only on the input topics, where strangers write: ours always have a key. */
async function poisons(registry: SchemaRegistry): Promise<Poison[]> {
  const lots = stages.map(async ({ stage, input, retryTiers }) => {
    const schemaId = await registry.getLatestSchemaId(input.subject)
    const endlessMap = await withEndlessMap(registry, schemaId, stage)
    const kinds = (): Pick<Poison, 'value' | 'headers'>[] => [
      { value: null },
      { value: Buffer.alloc(0) },
      { value: randomBytes(40) },
      { value: randomBytes(40), headers: nullHeader },
      { value: randomBytes(hugeBytes) },
      // The registry knows no schema with that id.
      { value: wireFormat(1_000_000, randomBytes(12)) },
      // A string that does not end.
      { value: wireFormat(schemaId, Buffer.alloc(40, 0xff)) },
      { value: endlessMap },
    ]
    const keyed = [input.name, ...retryTiers].flatMap((topic) =>
      kinds().map((kind) => ({ ...kind, stage, topic, key: randomBytes(8) })),
    )
    return [...keyed, { stage, topic: input.name, key: null, value: randomBytes(40) }]
  })
  return (await Promise.all(lots)).flat()
}

function wireFormat(schemaId: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(schemaId, 1)
  return Buffer.concat([head, rest])
}

/** In Avro, 2^40 as a long. */
const endlessCount = Buffer.from('808080808040', 'hex')

/** A valid event up to its last but few fields, the map of attributes, which says to have 2^40 entries. Who believes it reads for weeks. */
async function withEndlessMap(registry: SchemaRegistry, schemaId: number, stage: StageName): Promise<Buffer> {
  // The map has no entry, and each of the times behind it is 0: a byte each.
  const timesBehind = { enricher: 1, sink: 2 }[stage]
  const event = { attributes: {}, receivedAt: 0, enrichedAt: 0 }
  const valid = await registry.encode(schemaId, stage === 'enricher' ? endedCall(event) : enrichedCall(event))
  return Buffer.concat([valid.subarray(0, valid.length - 1 - timesBehind), endlessCount])
}

const withinMs = 30_000

async function during({ bench, hold, until }: Scene): Promise<void> {
  const planted = await poisons(bench.registry)
  for (const { topic, key, value, headers } of planted) {
    const eventId = `${poisonPrefix}-${randomBytes(4).toString('hex')}`
    const message = { key, value, headers: { ...headers, ce_id: eventId }, partition: 0 }
    await bench.producer.send({ topic, messages: [message] })
    await hold(50)
  }
  const isOnceDeadLettered = ({ stage, key, value }: Poison) =>
    bench.observer.deadLetters.filter(
      (letter) => letter.stage === stage && same(letter.key, key) && same(letter.value, value),
    ).length === 1
  for (const poisoned of planted)
    await until(
      `a poison record of ${poisoned.topic} stands once, byte for byte, among the dead letters`,
      () => isOnceDeadLettered(poisoned),
      withinMs,
    )
}

/** Kafka has null apart from nothing; so have we. */
function same(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other)
}

export const poison: Fault = {
  name: 'poison',
  what: 'records that cannot be decoded stand in every input and retry topic: of no schema, cut, endless, empty, a megabyte long',
  isShort: true,
  during,
}
