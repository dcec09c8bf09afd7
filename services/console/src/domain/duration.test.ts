import { expect, it } from 'vitest'
import { durationInWords, durationOf } from './duration.ts'

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

it.each([
  [-5, '0 ms'],
  [842.4, '842 ms'],
  [999.7, '1.0 s'],
  [12_340, '12.3 s'],
  [45_900, '45 s'],
  [720_000, '12 min'],
  [10_800_000, '3 h'],
])('%s ms is said as %j', (ms, words) => {
  expect(durationInWords(ms)).toBe(words)
})
