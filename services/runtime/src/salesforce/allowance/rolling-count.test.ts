import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { RollingCount } from './rolling-count.ts'

const spanMs = 1_000
const slots = 10

it('counts what happened within the span, give or take a slot', () => {
  const times = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 })
  fc.assert(
    fc.property(times, (unsorted) => {
      const count = new RollingCount(spanMs, slots)
      const happened: number[] = []
      for (const now of unsorted.toSorted((a, b) => a - b)) {
        count.add(now)
        happened.push(now)
        const within = (ms: number) => happened.filter((time) => time > now - ms).length
        expect(count.total(now)).toBeGreaterThanOrEqual(within(spanMs - spanMs / slots))
        expect(count.total(now)).toBeLessThanOrEqual(within(spanMs + 1))
      }
    }),
  )
})

it('says when it will be below a limit', () => {
  const count = new RollingCount(spanMs, slots)
  for (const time of [0, 150, 250]) count.add(time)
  expect(count.msUntilBelow(4, 250)).toBe(0)
  for (const limit of [3, 2, 1]) {
    const ms = count.msUntilBelow(limit, 250)
    expect(ms).toBeGreaterThan(0)
    expect(count.msUntilBelow(limit, 250 + ms)).toBe(0)
  }
})

it('is never below nothing', () => {
  expect(new RollingCount(spanMs, slots).msUntilBelow(0, 0)).toBe(Infinity)
})
