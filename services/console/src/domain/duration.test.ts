import { expect, it } from 'vitest'
import { durationOf } from './duration.ts'

it.each([
  ['30s', 30_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
  ['0m', 0],
  ['15', undefined],
  ['1.5h', undefined],
  ['-1h', undefined],
  ['1 h', undefined],
  ['1h30m', undefined],
  ['', undefined],
])('%j is %s ms', (text, ms) => {
  expect(durationOf(text)).toBe(ms)
})
