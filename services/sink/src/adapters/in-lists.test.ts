import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { inLists } from './in-lists.ts'

const values = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 255 }), fc.constant('\ud800')), {
  maxLength: 300,
})

it('no list is longer in an address than a query can hold, and no value is lost', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 3 }), (ids, times) => {
      const lists = inLists(ids, times)
      for (const list of lists) expect(encodeURIComponent(list).length * times).toBeLessThanOrEqual(12_000)
      expect(lists.join(', ')).toBe(inLists(ids).join(', '))
    }),
  )
})

it('values are escaped, and the fewest lists that hold them are made', () => {
  expect(inLists(["O'Leary", 'a\\b'])).toEqual([String.raw`'O\'Leary', 'a\\b'`])
  expect(inLists([])).toEqual([])
  const ids = Array.from({ length: 400 }, (_, index) => `003Sm00000${String(index).padStart(5, '0')}IQA`)
  expect(inLists(ids)).toHaveLength(1)
  expect(inLists([...ids, ...ids])).toHaveLength(2)
})
