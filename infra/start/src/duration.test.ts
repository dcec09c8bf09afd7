import { expect, it } from 'vitest'
import { inWords, percentile } from './duration.ts'

it.each([
  [0, '0 ms'],
  [87.4, '87 ms'],
  [999.4, '999 ms'],
  [999.5, '1.0 s'],
  [1_449, '1.4 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 0 s'],
  [125_000, '2 min 5 s'],
])('%d ms are %s', (durationMs, words) => {
  expect(inWords(durationMs)).toBe(words)
})

it('a percentile is one of the values', () => {
  const values = [5, 1, 4, 2, 3]
  expect([0, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([1, 3, 5, 5])
  expect(percentile([], 0.5)).toBeUndefined()
})
