import { expect, it } from 'vitest'
import { retryAfterMs } from './exchange.ts'

const now = Date.parse('2026-03-14T10:00:00Z')

it.each([
  ['30', 30_000],
  [' 1.5 ', 1_500],
  ['Sat, 14 Mar 2026 10:00:10 GMT', 10_000],
  ['Sat, 14 Mar 2026 09:00:00 GMT', undefined],
  ['0', undefined],
  ['-5', undefined],
  ['soon', undefined],
  [' ', undefined],
  [undefined, undefined],
  [['1', '2'], undefined],
])('Retry-After %j asks for %s ms', (value, ms) => {
  expect(retryAfterMs({ headers: { 'retry-after': value } }, now)).toBe(ms)
})
