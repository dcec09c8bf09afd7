import { expect, it } from 'vitest'
import type { Figure } from './bench.ts'
import type { BenchRun } from './run-bench.ts'
import { figureRows, roundsText, verdictCells, verdictLine } from './words.ts'

const figures: Record<string, Figure> = {
  rate: { title: 'requests/s', decimals: 0, better: 'higher' },
  wait: { title: '  p99 ms', decimals: 1, better: 'lower' },
}

const run: BenchRun = {
  bench: {
    name: 'a-bench',
    what: 'something',
    story: { method: 'It is measured.', unfair: [] },
    variants: ['ours', 'theirs'],
    figures,
    goals: [],
    open: async () => expect.unreachable(),
  },
  samples: {
    ours: [{ rate: 12_345.4, wait: 1 }, { rate: 11_000, wait: 1.25 }, { rate: 13_000 }],
    theirs: [{ rate: 20_000 }, { rate: 20_000 }, { rate: 20_000 }],
  },
}

const verdict = { variant: 'ours', figure: 'rate', to: 10_000, timesOf: undefined, result: 'met' } as const
const measured = { median: 12_345.4, least: 11_000, most: 13_000 }

it('the rows have the median with the least and the most, and a dash where nothing was measured', () => {
  expect(figureRows(run)).toEqual([
    ['', 'ours', 'theirs'],
    ['requests/s', '12,345 (11,000–13,000)', '20,000'],
    ['  p99 ms', '1.1 (1.0–1.3)', '–'],
  ])
})

it('a variant that older samples know nothing of has dashes only', () => {
  const { ours } = run.samples
  expect(figureRows({ ...run, samples: { ours: ours! } })[1]!.at(-1)).toBe('–')
})

it('it is said how many rounds there were', () => {
  expect(roundsText(run)).toBe('median (least–most) of 3 rounds')
  expect(roundsText({ ...run, samples: { ours: [{}] } })).toBe('measured once')
})

it('a verdict says what was measured, and the goal', () => {
  expect(verdictLine(figures, { ...verdict, measured })).toBe(
    'ours, requests/s: 12,345 (11,000–13,000), goal ≥ 10,000: met',
  )
  expect(
    verdictLine(figures, {
      ...verdict,
      figure: 'wait',
      to: 25,
      measured: { median: 26, least: 25.04, most: 30 },
      result: 'unclear',
    }),
  ).toBe('ours, p99 ms: 26.0 (25.0–30.0), goal ≤ 25: unclear')
})

it('a multiple has one digit more than its goal', () => {
  const times = { ...verdict, timesOf: 'theirs', measured: { median: 1.0341, least: 0.9, most: 1.2 } }
  expect(verdictCells(figures, { ...times, figure: 'wait', to: 1.03, result: 'unclear' })).toEqual([
    'ours, p99 ms',
    '1.034 × theirs (0.900–1.200)',
    '≤ 1.03 ×',
    'unclear',
  ])
  expect(verdictCells(figures, { ...times, to: 10 })[1]).toBe('1.0 × theirs (0.9–1.2)')
})

it('a goal of which nothing was measured has a dash', () => {
  expect(verdictLine(figures, { ...verdict, measured: undefined, result: 'missed' })).toBe(
    'ours, requests/s: –, goal ≥ 10,000: missed',
  )
})
