import { describe, expect, it } from 'vitest'
import { fieldTypeOf } from './field-values.ts'
import { field } from './testing/org-description.ts'
import type { Value } from './variables.ts'

const limits = { length: 10, whole: false }
const converted = (type: string, value: Value) =>
  fieldTypeOf(field('A__c', type))?.convert(value, limits, 'America/Los_Angeles')

describe('a value in a field of the type', () => {
  it.each<[string, Value, Value | null]>([
    ['string', 'text', 'text'],
    ['string', 4.5, '4.5'],
    ['string', false, 'false'],
    ['string', '12345678901', '123456789…'],
    ['url', '12345678901', null],
    ['email', '12345678901', null],
    ['phone', '12345678901', null],
    ['picklist', '12345678901', null],
    ['reference', '12345678901', null],
    ['boolean', true, true],
    ['boolean', ' TRUE ', true],
    ['boolean', 'false', false],
    ['boolean', 'yes', null],
    ['boolean', 1, null],
    ['double', 4.5, 4.5],
    ['double', ' 4.5 ', 4.5],
    ['double', '', null],
    ['double', 'four', null],
    ['double', 'Infinity', null],
    ['double', true, null],
    ['int', 4.5, 5],
    ['int', 2_147_483_647, 2_147_483_647],
    ['int', 2_147_483_648, null],
    ['date', '2026-03-14T05:00:00Z', '2026-03-13'],
    ['date', '2026-03-14', '2026-03-14'],
    ['date', '2026-02-30', null],
    ['date', '14.03.2026', null],
    ['date', '5', null],
    ['date', 5, null],
    ['datetime', '2026-03-14T05:00:00Z', '2026-03-14T05:00:00Z'],
    ['datetime', '2026-03-14T05:00:00+01:00', '2026-03-14T04:00:00Z'],
    ['datetime', '1600-03-14T05:00:00Z', null],
    ['datetime', '4001-03-14T05:00:00Z', null],
    ['datetime', 'tomorrow', null],
  ])('%s: %j becomes %j', (type, value, expected) => {
    expect(converted(type, value)).toBe(expected)
  })

  it.each(['location', 'address', 'base64', 'id', 'constructor'])('%s is not written', (type) => {
    expect(fieldTypeOf(field('A__c', type))).toBeNull()
  })
})
