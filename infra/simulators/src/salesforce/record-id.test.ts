import { assert, property, stringMatching } from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeId, toLongId } from './record-id.ts'

test.each([
  ['00300000003T2PG', '00300000003T2PGAA0'],
  ['001D000000IqhSL', '001D000000IqhSLIAZ'],
])('%s and %s, from Salesforce documentation, are one id', (short, long) => {
  expect(toLongId(short)).toBe(long)
})

test.each([
  '',
  '003xx000003SG',
  '001xx000002Edc',
  "003000000000001' OR",
  '00300000003T2PGAA-',
  '00300000003T2PGA',
])('%j is no id', (text) => {
  expect(normalizeId(text)).toBeUndefined()
})

const shortIds = stringMatching(/^[0-9A-Za-z]{15}$/)

test('an id that lost its case gets it back from its suffix', () => {
  assert(
    property(shortIds, (short) => {
      const long = toLongId(short)
      expect(long).toHaveLength(18)
      expect(normalizeId(short)).toBe(long)
      expect(normalizeId(long.toLowerCase())).toBe(long)
      expect(normalizeId(long.toUpperCase())).toBe(long)
    }),
  )
})
