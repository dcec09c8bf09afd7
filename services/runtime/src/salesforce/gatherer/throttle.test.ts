import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Throttle } from './throttle.ts'

const lingerMs = 300
const lingerMaxMs = 2_000

function throttleOf(leftCalls = Infinity, changes: { lingerMs?: number; lingerMaxMs?: number } = {}) {
  return new Throttle({ lingerMs, lingerMaxMs, leftCalls: () => leftCalls, ...changes })
}

describe('a flush', () => {
  it('goes at once after a quiet time', () => {
    expect(throttleOf().waitMs(0, true)).toBe(0)
    const throttle = throttleOf()
    throttle.flushed(0)
    expect(throttle.waitMs(lingerMs, false)).toBe(0)
  })

  it('goes a linger after the last one when others wait or are under way', () => {
    const throttle = throttleOf()
    throttle.flushed(0)
    expect(throttle.waitMs(100, false)).toBe(200)
  })

  it('goes at once when nobody else wants anything, but only a few times in a row', () => {
    const throttle = throttleOf()
    const waits = [0, 10, 20, 30].map((now) => {
      const wait = throttle.waitMs(now, true)
      throttle.flushed(now + wait)
      return wait
    })
    expect(waits).toEqual([0, 0, 0, 290])
  })

  it('may do so again after a quiet time', () => {
    const throttle = throttleOf()
    for (const now of [0, 10, 20]) throttle.flushed(now)
    expect(throttle.waitMs(20 + 3 * lingerMs, true)).toBe(0)
  })

  it('never waits without a linger', () => {
    const throttle = throttleOf(Infinity, { lingerMs: 0 })
    throttle.flushed(0)
    expect(throttle.waitMs(0, false)).toBe(0)
  })

  it('however much is asked for, comes once in a linger, but for a few', () => {
    const calls = fc.array(fc.record({ afterMs: fc.nat({ max: 500 }), nobodyElse: fc.boolean() }), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(calls, (asked) => {
        const throttle = throttleOf()
        let now = 0
        for (const { afterMs, nobodyElse } of asked) {
          now += afterMs
          now += throttle.waitMs(now, nobodyElse)
          throttle.flushed(now)
        }
        expect(asked.length).toBeLessThanOrEqual(now / lingerMs + 4)
      }),
    )
  })
})

describe('the linger', () => {
  it.each([
    [Infinity, lingerMs],
    [1_000_000, lingerMs],
    [100_000, 432],
    [50_000, 864],
    [1_000, lingerMaxMs],
    [0, lingerMaxMs],
  ])('when %d calls are left is %d ms', (left, expected) => {
    const throttle = throttleOf(left)
    expect(throttle.lingerMs).toBeCloseTo(expected)
    throttle.flushed(0)
    expect(throttle.waitMs(0, false)).toBeCloseTo(expected)
  })

  it('is waited for by everybody while few calls are left', () => {
    const throttle = throttleOf(500)
    throttle.flushed(0)
    expect(throttle.waitMs(0, true)).toBe(lingerMaxMs)
  })

  it('uses up no day’s calls, however busy the day is', () => {
    let left = 100_000
    const throttle = new Throttle({ lingerMs: 50, lingerMaxMs: 60_000, leftCalls: () => left })
    for (let now = 0; now < 86_400_000; now += throttle.lingerMs) left -= 1
    expect(left).toBeGreaterThan(10_000)
  })

  it('does not shrink to a longest one that is shorter', () => {
    expect(throttleOf(0, { lingerMaxMs: 0 }).lingerMs).toBe(lingerMs)
  })
})
