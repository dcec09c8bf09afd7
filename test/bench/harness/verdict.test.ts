import { expect, it } from 'vitest'
import type { Figure } from './bench.ts'
import { verdictsOn } from './verdict.ts'

/** The verdict on a variant that may be 3 % worse than one of which 100 was measured in every round. */
function verdictOn(better: Figure['better'], ...values: readonly number[]): string {
  const [verdict] = verdictsOn({
    bench: {
      name: 'a bench',
      what: 'something',
      variants: ['plain', 'other'],
      figures: { count: { title: 'count', decimals: 0, better } },
      against: ['plain'],
      limits: [{ variants: ['other'], against: 'plain', figures: ['count'], percent: 3 }],
      open: async () => expect.unreachable(),
    },
    samples: { plain: values.map(() => ({ count: 100 })), other: values.map((count) => ({ count })) },
  })
  return verdict!.result
}

it('a limit is kept while the median is no worse than it allows', () => {
  expect(verdictOn('lower', 90, 102, 150)).toBe('kept')
  expect(verdictOn('higher', 50, 98, 110)).toBe('kept')
})

it('what is better by any amount keeps every limit', () => {
  expect(verdictOn('lower', 50, 50, 50)).toBe('kept')
  expect(verdictOn('higher', 200, 200, 200)).toBe('kept')
})

it('it is exceeded when every round is worse', () => {
  expect(verdictOn('lower', 104, 105, 106)).toBe('exceeded')
  expect(verdictOn('higher', 94, 95, 96)).toBe('exceeded')
})

it('it is unclear when rounds contradict each other', () => {
  expect(verdictOn('lower', 99, 105, 106)).toBe('unclear')
  expect(verdictOn('higher', 94, 95, 101)).toBe('unclear')
})
