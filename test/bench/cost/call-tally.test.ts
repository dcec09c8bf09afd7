import { expect, it } from 'vitest'
import { CallTally } from './call-tally.ts'

function tallyOf(...numbers: readonly number[]): CallTally {
  const tally = new CallTally()
  for (const number of numbers) tally.add(number)
  return tally
}

it('calls that are logged once each, in whatever order, are as they should be', () => {
  const tally = tallyOf(...Array.from({ length: 5_000 }, (_, index) => 4_999 - index))
  expect(tally.distinct).toBe(5_000)
  expect(() => tally.assertOnce(5_000)).not.toThrow()
})

it('a call that is lost is missed, also when another one is logged twice', () => {
  expect(() => tallyOf(0, 2).assertOnce(3)).toThrow('of 3 calls 1 were not logged and 0 were')
  expect(() => tallyOf(0, 2, 2).assertOnce(3)).toThrow('1 were not logged and 1 were logged more than once')
})

it('a call that is logged many times is one that is doubled', () => {
  const tally = tallyOf(0, 1, 1, ...Array.from({ length: 300 }, () => 1))
  expect(tally.distinct).toBe(2)
  expect([tally.add(1), tally.add(2)]).toEqual([false, true])
  expect(() => tally.assertOnce(3)).toThrow('0 were not logged and 1 were logged more than once')
})

it('a call that nobody made is told', () => {
  expect(() => tallyOf(0, 1, 5_000).assertOnce(2)).toThrow('1 others were logged')
})
