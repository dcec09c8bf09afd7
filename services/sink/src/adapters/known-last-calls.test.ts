import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KnownLastCalls } from './known-last-calls.ts'

const at = (second: number) => Date.UTC(2026, 2, 14) + second * 1_000
const update = (content: number) => ({ Last_Call_Duration__c: content })

describe('a call is known to be old', () => {
  it.each<[string, boolean, number, number]>([
    ['when it is earlier than what was written', true, at(9), 5],
    ['when it is what was written', true, at(10), 1],
    ['when it is what was written, but for a fraction of a second', true, at(10) + 999, 1],
    ['not when its content is other', false, at(10), 2],
    ['not when it is later: somebody else may have written since', false, at(11), 1],
  ])('%s', (_, expected, endedAt, content) => {
    const known = new KnownLastCalls()
    known.has('a', at(10), update(1))
    expect(known.isOld('a', endedAt, () => update(content))).toBe(expected)
    expect(known.isOld('b', endedAt, () => update(content))).toBe(false)
  })

  it('not when only the time was read, and it is that one', () => {
    const known = new KnownLastCalls()
    known.hasAtLeast('a', at(10))
    expect(known.isOld('a', at(10), () => update(1))).toBe(false)
    expect(known.isOld('a', at(9), () => update(1))).toBe(true)
  })

  it('by the latest that was seen, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1 }), fc.nat(101), (seen, second) => {
        const known = new KnownLastCalls()
        for (const one of seen) known.has('a', at(one), update(one))
        expect(known.isOld('a', at(second), () => update(second))).toBe(second <= Math.max(...seen))
      }),
    )
  })
})

it('a call that a contact could not be given makes no other old', () => {
  const known = new KnownLastCalls()
  const update = { Id: 'a' }
  const undoFirst = known.reserve('a', 20_000)
  expect(known.isOld('a', 10_000, () => update)).toBe(true)
  undoFirst()
  expect(known.isOld('a', 10_000, () => update)).toBe(false)

  known.has('a', 30_000, update)
  const undoSecond = known.reserve('a', 40_000)
  known.has('a', 50_000, update)
  undoSecond()
  expect(known.isOld('a', 45_000, () => update)).toBe(true)
})
