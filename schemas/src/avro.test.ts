import avsc from 'avsc'
import type { types } from 'avsc'
import { describe, expect, it } from 'vitest'
import { avroSchemaOf } from './avro.ts'
import { allTopics, enricherTopics, eventTopics, sinkTopics } from './topics.ts'

interface Field {
  readonly name: string
  readonly type: unknown
  readonly doc?: string
  readonly default?: unknown
  readonly fields?: readonly Field[]
}

/** The fields of a schema, those of nested records included. */
function fieldsOf(schema: { fields: readonly Field[] }): Field[] {
  return schema.fields.flatMap((field) => [field, ...nestedRecords(field.type).flatMap(fieldsOf)])
}

function nestedRecords(type: unknown): { fields: readonly Field[] }[] {
  if (Array.isArray(type)) return type.flatMap(nestedRecords)
  return type instanceof Object && 'fields' in type ? [type as { fields: readonly Field[] }] : []
}

const time = { type: 'long', logicalType: 'timestamp-millis' }

describe.each(eventTopics)('the schema of $event', ({ event }) => {
  const schema = JSON.parse(avroSchemaOf(event)) as { doc: string; fields: readonly Field[] }
  const fields = fieldsOf(schema)

  it('explains itself and every field', () => {
    expect(schema.doc).toMatch(/Key: /)
    expect(fields.filter(({ doc }) => !doc?.endsWith('.')).map(({ name }) => name)).toEqual([])
  })

  it('has times as timestamp-millis', () => {
    const times = fields.filter(({ name }) => name.endsWith('At'))
    expect(times.length).toBeGreaterThan(0)
    for (const { type } of times) expect([type].flat()).toContainEqual(time)
  })

  it('has optional fields as unions with null, which is their default', () => {
    for (const { name, type, ...field } of fields.filter((candidate) => Array.isArray(candidate.type))) {
      expect(type, name).toHaveProperty('0', 'null')
      expect(field, name).toHaveProperty('default', null)
    }
  })

  it('lets every enumeration grow: an older reader sees its default', () => {
    const type = avsc.Type.forSchema(JSON.parse(avroSchemaOf(event))) as types.RecordType
    const enums = JSON.stringify(type.schema({ exportAttrs: true })).match(/"type":"enum"/g) ?? []
    const withDefault = fields
      .map(({ type: fieldType }) => fieldType as { type?: string; default?: string })
      .filter((fieldType) => fieldType.type === 'enum' && fieldType.default === 'UNKNOWN')
    expect(withDefault.length).toBe(enums.length)
  })
})

it('the enriched event says of each field of the ended one the same', () => {
  const enriched = JSON.parse(avroSchemaOf('calls.enriched.v1')) as { fields: Field[] }
  const ended = JSON.parse(avroSchemaOf('calls.ended.v1')) as { fields: Field[] }
  const byName = new Map(enriched.fields.map((field) => [field.name, field]))
  // It is always about one leg, or about a conversation without any.
  const carriedOn = ended.fields.filter(({ name }) => name !== 'scope')
  for (const { doc: _, ...field } of carriedOn) expect(byName.get(field.name)).toMatchObject(field)
})

it('every stage has a topic for its input, output, retry and follow-up tiers and dead letters', () => {
  const names = new Set(allTopics().map(({ name }) => name))
  for (const { input, output, retryTiers, followUpTiers, deadLetters } of [enricherTopics, sinkTopics]) {
    for (const name of [input.name, output.name, ...retryTiers, ...followUpTiers, deadLetters])
      expect(names).toContain(name)
  }
})
