import { expect, it } from 'vitest'
import type { Figure, Goal, Sample } from './bench.ts'
import { verdictsOn } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** The verdict on a figure of `ours`, beside that of `theirs`. */
function verdictOn(
  better: Figure['better'],
  goal: Pick<Goal, 'to' | 'timesOf'>,
  ours: readonly Sample[],
  theirs: readonly Sample[] = [],
): Verdict {
  const [verdict] = verdictsOn({
    bench: {
      name: 'a-bench',
      what: 'something',
      story: { method: 'It is measured.', unfair: [] },
      variants: ['ours', 'theirs'],
      figures: { count: { title: 'count', decimals: 0, better } },
      goals: [{ variants: ['ours'], figures: ['count'], ...goal }],
      open: async () => expect.unreachable(),
    },
    samples: { ours, theirs },
  })
  return verdict!
}

const counts = (...values: readonly number[]) => values.map((count) => ({ count }))
const result = (better: Figure['better'], ...values: readonly number[]) =>
  verdictOn(better, { to: 100 }, counts(...values)).result

it('a goal is met when the median comes to it, or to better', () => {
  expect(result('lower', 90, 100, 150)).toBe('met')
  expect(result('lower', 1, 1, 1)).toBe('met')
  expect(result('higher', 50, 100, 110)).toBe('met')
  expect(result('higher', 500, 500, 500)).toBe('met')
})

it('it is missed when not even one round comes to it', () => {
  expect(result('lower', 101, 105, 106)).toBe('missed')
  expect(result('higher', 94, 95, 99)).toBe('missed')
})

it('it is unclear when rounds contradict each other', () => {
  expect(result('lower', 100, 105, 106)).toBe('unclear')
  expect(result('higher', 94, 95, 100)).toBe('unclear')
})

it('a multiple of another variant is formed round by round', () => {
  const ours = counts(10, 40, 90)
  const theirs = counts(20, 50, 100)
  const { measured, result } = verdictOn('higher', { to: 0.5, timesOf: 'theirs' }, ours, theirs)
  expect(measured).toEqual({ median: 0.8, least: 0.5, most: 0.9 })
  expect(result).toBe('met')
  expect(verdictOn('lower', { to: 0.5, timesOf: 'theirs' }, ours, theirs).result).toBe('unclear')
  expect(verdictOn('lower', { to: 0.4, timesOf: 'theirs' }, ours, theirs).result).toBe('missed')
})

it('a round without the figure does not count', () => {
  expect(verdictOn('lower', { to: 100 }, [{}, ...counts(7)]).measured).toEqual({
    median: 7,
    least: 7,
    most: 7,
  })
})

it('a goal of which nothing was measured is missed', () => {
  expect(verdictOn('lower', { to: 100 }, [{}, {}])).toMatchObject({ measured: undefined, result: 'missed' })
  expect(verdictOn('lower', { to: 1, timesOf: 'theirs' }, counts(1)).result).toBe('missed')
})
