import { expect, it } from 'vitest'
import type { Machine } from './machine.ts'
import { reportJson, reportText } from './report.ts'
import type { BenchRun } from './run-bench.ts'

const machine: Machine = { cores: 2, cpu: 'A CPU', memoryGib: 8, system: 'Linux 6 x64', node: 'v24' }

const run: BenchRun = {
  bench: {
    name: 'a-bench',
    what: 'something',
    story: { method: 'It is measured.', unfair: [] },
    variants: ['plain', 'other'],
    figures: { cost: { title: 'CPU ms', decimals: 1, better: 'lower' } },
    goals: [{ variants: ['other'], figures: ['cost'], to: 1.03, timesOf: 'plain' }],
    open: async () => expect.unreachable(),
  },
  samples: {
    plain: [1, 2, 4].map((cost) => ({ cost })),
    other: [1.1, 2, 4.2].map((cost) => ({ cost })),
  },
}

it('the table has a row for each figure', () => {
  const line = reportText(run, machine)
    .split('\n')
    .find((text) => text.includes('│ CPU ms'))
  const cells = line!.split('│').map((cell) => cell.trim())
  expect(cells.slice(1, -1)).toEqual(['CPU ms', '2.0 (1.0–4.0)', '2.0 (1.1–4.2)'])
})

it('above it stands the machine, and below it the verdicts', () => {
  const lines = reportText(run, machine).split('\n')
  expect(lines[0]).toBe('2 cores, A CPU, 8 GiB, Linux 6 x64, Node v24')
  expect(lines.at(-1)).toBe('other, CPU ms: 1.050 × plain (1.000–1.100), goal ≤ 1.03 ×: unclear')
})

it('the JSON has every sample, the machine, and the verdicts', () => {
  expect(JSON.parse(reportJson([run], machine, new Date(0)))).toMatchObject({
    at: '1970-01-01T00:00:00.000Z',
    machine,
    benches: [
      { bench: 'a-bench', samples: run.samples, verdicts: [{ variant: 'other', result: 'unclear' }] },
    ],
  })
})
