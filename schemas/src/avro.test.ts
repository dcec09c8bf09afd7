import avsc from 'avsc'
import type { types } from 'avsc'
import { describe, expect, it } from 'vitest'
import { avroSchemaOf } from './avro.ts'
import { kindOf, recordIn } from './personal-data.ts'
import type { RecordSchema, SchemaField } from './personal-data.ts'
import { allTopics, enricherTopics, eventTopics, sinkTopics } from './topics.ts'

/** The fields of a schema, those of nested records included. */
function fieldsOf(schema: Pick<RecordSchema, 'fields'>): SchemaField[] {
  return schema.fields.flatMap((field) => {
    const nested = recordIn(field.type)
    return nested ? [field, ...fieldsOf(nested)] : [field]
  })
}

const time = { type: 'long', logicalType: 'timestamp-millis' }

describe.each(eventTopics)('the schema of $event', ({ event }) => {
  const schema = JSON.parse(avroSchemaOf(event)) as RecordSchema
  const fields = fieldsOf(schema)

  it('explains itself and every field', () => {
    expect(schema.doc).toMatch(/Key: /)
    expect(fields.filter(({ doc }) => !doc?.endsWith('.')).map(({ name }) => name)).toEqual([])
  })

  it('classifies every field by the personal data it holds', () => {
    for (const field of fields) {
      if (recordIn(field.type)) expect(field, field.name).not.toHaveProperty('personalData')
      else expect(kindOf(field)).toBeTypeOf('string')
    }
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
  const enriched = JSON.parse(avroSchemaOf('calls.enriched.v1')) as RecordSchema
  const ended = JSON.parse(avroSchemaOf('calls.ended.v1')) as RecordSchema
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
