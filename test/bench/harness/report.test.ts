import { expect, it } from 'vitest'
import type { Machine } from './machine.ts'
import { reportJson, reportMarkdown, reportText } from './report.ts'
import type { BenchRun } from './run-bench.ts'

const machine: Machine = { cores: 2, cpu: 'A CPU', memoryGib: 8, system: 'Linux 6 x64', node: 'v24' }

const run: BenchRun = {
  bench: {
    name: 'a-bench',
    what: 'something',
    variants: ['plain', 'other'],
    figures: {
      cost: { title: 'CPU ms', decimals: 1, better: 'lower' },
      rows: { title: 'rows', decimals: 0, better: 'higher', isOnlyShown: true },
    },
    against: ['plain'],
    limits: [{ variants: ['other'], against: 'plain', figures: ['cost'], percent: 3 }],
    open: async () => expect.unreachable(),
  },
  samples: {
    plain: [1, 2, 4].map((cost) => ({ cost, rows: 7 })),
    other: [1.1, 2, 4.2].map((cost) => ({ cost, rows: 8 })),
  },
}

/** The cells of the lines in which the text says something of a figure. */
function linesOf(text: string, title: string): string[][] {
  const cells = text.split('\n').map((line) => line.split(/[│|]/).map((cell) => cell.trim()))
  return cells.filter((line) => line.includes(title)).map((line) => line.filter((cell) => cell !== ''))
}

it.each([
  ['text', reportText],
  ['Markdown', reportMarkdown],
])('the tables, as %s, show the values, and how they differ round by round', (_, report) => {
  expect(linesOf(report(run, machine), 'CPU ms')).toEqual([
    ['CPU ms', '2.0 (1.0–4.0)', '2.0 (1.1–4.2)'],
    ['CPU ms', '+5.0 (0.0 to +10.0)'],
  ])
})

it('a figure that is only shown is not compared', () => {
  expect(linesOf(reportText(run, machine), 'rows')).toEqual([['rows', '7 (7–7)', '8 (8–8)']])
})

it('below the tables stands whether limits were kept', () => {
  expect(reportText(run, machine)).toContain("- other, CPU ms: +5.0 % against 'plain', limit 3 %: unclear")
})

it('the machine is told in every form', () => {
  expect(reportText(run, machine)).toContain('2 cores, A CPU, 8 GiB, Linux 6 x64, Node v24')
  expect(reportMarkdown(run, machine)).toContain('2 cores, A CPU')
  expect(JSON.parse(reportJson([run], machine, new Date(0)))).toMatchObject({
    at: '1970-01-01T00:00:00.000Z',
    machine,
    benches: [
      { bench: 'a-bench', samples: run.samples, verdicts: [{ variant: 'other', result: 'unclear' }] },
    ],
  })
})
