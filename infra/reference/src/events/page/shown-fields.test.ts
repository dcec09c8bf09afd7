import type { RecordSchema } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { shownFields, symbolsOf } from './shown-fields.ts'

function shown(type: unknown, more: object = {}) {
  const field = { name: 'field', doc: 'What it is.', type, personalData: 'none', ...more }
  const record: RecordSchema = { type: 'record', name: 'Event', fields: [field] }
  return shownFields(record)
}

describe('a field is shown', () => {
  it.each([
    ['string', { type: 'string', isOptional: false }],
    [['null', 'string'], { type: 'string', isOptional: true }],
    [
      { type: 'long', logicalType: 'timestamp-millis' },
      { type: 'long, timestamp-millis', isOptional: false },
    ],
    [
      { type: 'map', values: 'string' },
      { type: 'map of string', isOptional: false },
    ],
    [
      { type: 'array', items: 'string' },
      { type: 'array of string', isOptional: false },
    ],
  ])('with its type: %j', (type, expected) => {
    expect(shown(type)).toMatchObject([expected])
  })

  it('with its default, where null is one and no default is none', () => {
    expect(shown('string')[0]!.default).toBeNull()
    expect(shown(['null', 'string'], { default: null })[0]!.default).toBe('null')
    expect(shown({ type: 'map', values: 'string' }, { default: {} })[0]!.default).toBe('{}')
  })

  it('with the kind of personal data it holds', () => {
    expect(shown('string', { personalData: 'phone' })).toMatchObject([{ personalData: 'phone' }])
  })

  it('before those of the record it holds, which are classified in its place', () => {
    const contact = { type: 'record', name: 'Contact', doc: 'Somebody.', fields: [] }
    const inner = {
      ...contact,
      fields: [{ name: 'name', type: 'string', doc: 'Name.', personalData: 'name' }],
    }
    expect(shown(['null', inner])).toMatchObject([
      { path: 'field', depth: 0, meaning: 'What it is. Somebody.', personalData: null },
      { path: 'field.name', depth: 1, meaning: 'Name.', personalData: 'name' },
    ])
  })
})

describe('the symbols of an enum', () => {
  it('have the meanings that its doc gives them', () => {
    const doc =
      'CREATED: a new one. UPDATED: was there already, UPDATED as it is. SKIPPED: none, see skipReason.'
    const symbols = ['UNKNOWN', 'CREATED', 'UPDATED', 'SKIPPED']
    expect(symbolsOf({ type: 'enum', symbols, default: 'UNKNOWN', doc })).toEqual({
      lead: '',
      symbols: [
        { name: 'UNKNOWN', meaning: expect.stringContaining('does not know') },
        { name: 'CREATED', meaning: 'a new one.' },
        { name: 'UPDATED', meaning: 'was there already, UPDATED as it is.' },
        { name: 'SKIPPED', meaning: 'none, see skipReason.' },
      ],
    })
  })

  it('leave the doc alone that is about all of them', () => {
    const doc = 'Who called whom. IN is never written: it is old.'
    expect(symbolsOf({ type: 'enum', symbols: ['IN', 'OUT'], doc })).toEqual({
      lead: doc,
      symbols: [
        { name: 'IN', meaning: '' },
        { name: 'OUT', meaning: '' },
      ],
    })
  })
})
