import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { recordsPerTransaction, waitMs } from './pace.ts'

const rates = fc.integer({ min: 1, max: 10_000 })

it.each([
  [1, 1],
  [4, 1],
  [50, 13],
  [400, 100],
  [10_000, 100],
])('%i records a second go out %i at a time', (recordsPerSecond, expected) => {
  expect(recordsPerTransaction(recordsPerSecond)).toBe(expected)
})

it('what has gone out never exceeds the rate by more than one transaction, and a late one does not wait', () => {
  fc.assert(
    fc.property(rates, fc.nat({ max: 100_000 }), fc.nat({ max: 10_000_000 }), (rate, sent, elapsed) => {
      const startedAt = 5_000
      const wait = waitMs(sent, rate, startedAt, startedAt + elapsed)
      expect(wait).toBeGreaterThanOrEqual(0)
      const rateThen = (elapsed + wait) * rate
      expect(Math.ceil(rateThen)).toBeGreaterThanOrEqual(sent * 1_000)
      if (elapsed * rate >= sent * 1_000) expect(wait).toBe(0)
    }),
  )
})

it('the first record goes at once', () => {
  expect(waitMs(0, 1, 5_000, 5_000)).toBe(0)
  expect(waitMs(1, 1, 5_000, 5_000)).toBe(1_000)
  expect(waitMs(1, 2, 5_000, 5_200)).toBe(300)
})
