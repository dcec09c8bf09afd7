/**
 * Values whose bytes are not what their schema says. avsc believed the number of items that a map or an array says it has, and looped
 * over items that are not there: hours for one record, in which the whole process stands still.
 */
import { avroSchemaOf, callsEnded } from '@calltrail/schemas'
import { endedCall } from '@calltrail/schemas/testing'
import avsc from 'avsc'
import type { Schema, Type } from 'avsc'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { openEventReader } from './codec.ts'
import type { EventReader } from './codec.ts'
import { playRegistry, schemaAnswer, wireFormat } from './testing/registry-server.ts'

interface RecordSchema {
  readonly type: 'record'
  readonly name: string
  readonly fields: readonly { readonly name: string; readonly type: Schema }[]
}

const ours = JSON.parse(avroSchemaOf(callsEnded.event)) as RecordSchema
const later = (type: Schema): RecordSchema => ({ ...ours, fields: [...ours.fields, { name: 'later', type }] })
const node = {
  type: 'record',
  name: 'Node',
  fields: [{ name: 'nodes', type: { type: 'array', items: 'Node' } }],
}

/** What other versions of the schema may have at their end, which ours leaves out when it reads. */
const laterFields: readonly Schema[] = [
  { type: 'map', values: 'string' },
  { type: 'array', items: 'long' },
  { type: 'array', items: 'null' },
  { type: 'array', items: { type: 'array', items: 'null' } },
  node as Schema,
]
const schemas = [ours, ...laterFields.map(later)]
const types = schemas.map((schema) => avsc.Type.forSchema(schema as Schema))
const ourType = types[0]!
const call = endedCall({ attributes: {} })

/** A long as Avro writes it. */
function long(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Buffer.from([...bytes, Number(rest)])
}

/** A long that has more bytes than a long has. */
const endless = (byte: number) => Buffer.from([...Array<number>(200).fill(byte), 1])

const longest = 2n ** 63n - 1n
const huge: readonly Buffer[] = [
  // Without the mend this one takes a few seconds, and the test ends here; the others would take hours.
  10n ** 8n,
  10n ** 12n,
  2n ** 32n - 1n,
  2n ** 53n - 1n,
  2n ** 53n,
  longest,
].map(long)
const counts: readonly Buffer[] = [
  ...huge,
  // Below zero, the size of the block in bytes follows.
  ...[-1n, -(10n ** 8n), -(2n ** 53n), -longest].flatMap((count) =>
    [0n, 1n, -1n, -20n, 10n ** 12n, longest, -longest].map((size) =>
      Buffer.concat([long(count), long(size)]),
    ),
  ),
  endless(0xff),
  endless(0x80),
]

/** Within the last field but one of ours, the attributes; or at the beginning of a later field. */
function withCount(type: Type, count: Buffer): Buffer {
  const bytes = type.toBuffer(type === ourType ? call : { ...call, later: laterValue(type) })
  const end = type === ourType ? long(BigInt(call.receivedAt)).length + 1 : 1
  return Buffer.concat([bytes.subarray(0, -end), count, bytes.subarray(-end)])
}

function laterValue(type: Type): unknown {
  const { typeName } = (type as avsc.types.RecordType).field('later').type
  return { map: {}, array: [], record: { nodes: [] } }[typeName]
}

let reader: EventReader<'calls.ended.v1'>
beforeEach(async () => {
  const { connect } = await playRegistry((path) => {
    const schema = schemas[Number(path.split('/').at(-1)) - 1]
    return schema ? schemaAnswer(JSON.stringify(schema)) : { status: 404, body: { error_code: 40403 } }
  })
  reader = openEventReader(connect(), callsEnded)
})

/** What became of the value, and how long it took. */
async function decoded(value: Buffer): Promise<{ outcome: string; ms: number }> {
  const begin = performance.now()
  const outcome = await reader.decode(value).then(
    () => 'decoded',
    (error: Error & { code?: string }) => error.code ?? error.message,
  )
  return { outcome, ms: performance.now() - begin }
}

/** Only `decoded` and the code of a dead letter are outcomes that do not hold up a partition. */
const harmless = expect.stringMatching(/^(decoded|RECORD_UNDECODABLE)$/) as string

describe('a number of items that is a lie', () => {
  it('in the attributes makes the value undecodable at once', async () => {
    expect(await decoded(wireFormat(1, withCount(ourType, Buffer.alloc(0))))).toMatchObject({
      outcome: 'decoded',
    })
    for (const count of counts) {
      const { outcome, ms } = await decoded(wireFormat(1, withCount(ourType, count)))
      expect([count.toString('hex'), outcome]).toEqual([count.toString('hex'), 'RECORD_UNDECODABLE'])
      expect(ms).toBeLessThan(100)
    }
  })

  it.each(laterFields.map((field, index) => [JSON.stringify(field), index + 1] as const))(
    'in a later %s, which we skip, holds up nothing',
    async (_, index) => {
      const type = types[index]!
      const schemaId = index + 1
      expect(await decoded(wireFormat(schemaId, withCount(type, Buffer.alloc(0))))).toMatchObject({
        outcome: 'decoded',
      })
      for (const count of counts) {
        const { outcome, ms } = await decoded(wireFormat(schemaId, withCount(type, count)))
        expect([count.toString('hex'), outcome]).toEqual([count.toString('hex'), harmless])
        expect(ms).toBeLessThan(100)
      }
    },
  )

  it('in each of many arrays in one another, or in a row, holds up nothing', async () => {
    // Each says that it has as many items as there are bytes.
    const lie = Buffer.concat(Array<Buffer>(5_000).fill(long(900_000n)))
    const zeros = Buffer.alloc(900_000)
    for (const index of laterFields.keys()) {
      const value = wireFormat(index + 2, withCount(types[index + 1]!, Buffer.concat([lie, zeros])))
      const { outcome, ms } = await decoded(value)
      expect(outcome).toEqual(harmless)
      expect(ms).toBeLessThan(1_000)
    }
  })

  it('is refused in an array that we read', () => {
    for (const items of ['long', 'null', { type: 'array', items: 'null' }] as Schema[]) {
      const type = avsc.Type.forSchema({ type: 'array', items })
      for (const count of huge) {
        const begin = performance.now()
        expect(() => type.fromBuffer(Buffer.concat([count, Buffer.from([0])]))).toThrow()
        expect(performance.now() - begin).toBeLessThan(100)
      }
    }
  })
})

it.each<[string, Schema, unknown]>([
  [
    'a map',
    { type: 'map', values: 'long' },
    Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`${n}`, n])),
  ],
  ['a map of nulls', { type: 'map', values: 'null' }, { '': null }],
  ['an array', { type: 'array', items: 'long' }, Array.from({ length: 500 }, (_, n) => n)],
  ['an array of bytes', { type: 'array', items: 'boolean' }, Array<boolean>(500).fill(true)],
  ['an array of nulls, which take no bytes', { type: 'array', items: 'null' }, Array<null>(1_000).fill(null)],
])('a true number of items is believed: %s', (_, schema, value) => {
  const type = avsc.Type.forSchema(schema)
  expect(type.fromBuffer(type.toBuffer(value))).toEqual(value)
})

it('a field that we skip may have any number of items that take no bytes', async () => {
  const type = types[laterFields.findIndex((field) => JSON.stringify(field).includes('"null"')) + 1]!
  const schemaId = types.indexOf(type) + 1
  const value = wireFormat(schemaId, type.toBuffer({ ...call, later: Array<null>(100_000).fill(null) }))
  expect(await decoded(value)).toMatchObject({ outcome: 'decoded' })
})

describe('whatever its bytes are, a value is decoded or undecodable within a second:', () => {
  const anySchemaId = fc.integer({ min: 1, max: schemas.length })
  const anyBytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes))
  const anyCount = fc.oneof(fc.bigInt(-longest, longest).map(long), fc.constantFrom(...counts))
  const anyValidEvent = fc
    .tuple(anySchemaId, fc.dictionary(fc.string(), fc.string()))
    .map(([schemaId, attributes]) => {
      const type = types[schemaId - 1]!
      const later = type === ourType ? undefined : laterValue(type)
      return wireFormat(schemaId, type.toBuffer({ ...call, attributes, later }))
    })
  const anyDamage = fc.record({ at: fc.nat(), removed: fc.nat(3), added: fc.oneof(anyBytes(3), anyCount) })
  const anyDamagedEvent = fc
    .tuple(anyValidEvent, fc.array(anyDamage, { minLength: 1, maxLength: 5 }))
    .map(([whole, damages]) =>
      damages.reduce((left, { at, removed, added }) => {
        const start = 5 + (at % (left.length - 4))
        return Buffer.concat([left.subarray(0, start), added, left.subarray(start + removed)])
      }, whole),
    )

  it.each([
    ['random bytes', fc.tuple(anySchemaId, anyBytes(2_000)).map(([id, bytes]) => wireFormat(id, bytes))],
    ['a damaged event', anyDamagedEvent],
    [
      'a damaged event with many bytes behind it',
      anyDamagedEvent.map((value) => Buffer.concat([value, Buffer.alloc(100_000)])),
    ],
  ])('%s', async (_, values) => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const { outcome, ms } = await decoded(value)
        expect(outcome).toEqual(harmless)
        expect(ms).toBeLessThan(1_000)
      }),
      { numRuns: 1_000 },
    )
  })
})
