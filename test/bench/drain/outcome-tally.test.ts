import { expect, it } from 'vitest'
import { assertEachOnce, tallyOutcomes } from './outcome-tally.ts'

const expected = new Set(['a', 'b', 'c'])

it('what came out once each is neither lost nor doubled, in whatever order', () => {
  expect(tallyOutcomes(expected, ['c', 'a', 'b'])).toEqual({ lost: 0, doubled: 0, strange: 0 })
  expect(() => assertEachOnce(expected, ['c', 'a', 'b'])).not.toThrow()
})

it('what is missing, what came again, and what nobody sent are told apart', () => {
  expect(tallyOutcomes(expected, ['a', 'a', 'x', 'a', 'x'])).toEqual({ lost: 2, doubled: 3, strange: 1 })
})

it.each([
  ['lost', ['a', 'b']],
  ['doubled', ['a', 'b', 'c', 'c']],
  ['not asked for', ['a', 'b', 'c', 'x']],
])('one that is %s is an error', (what, seen) => {
  expect(() => assertEachOnce(expected, seen)).toThrow(`1 ${what}`)
})
