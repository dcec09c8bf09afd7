import { expect, it } from 'vitest'
import type { Bench } from './bench.ts'
import { performancePage } from './page.ts'
import type { BenchRecord } from './records.ts'

function bench(name: string): Bench {
  return {
    name,
    what: 'something',
    story: { method: `How ${name} is measured.\n`, unfair: ['One is older.', 'The other sleeps.'] },
    variants: ['ours', 'theirs'],
    figures: { wait: { title: '  p99 ms', decimals: 0, better: 'lower' } },
    goals: [{ variants: ['ours'], figures: ['wait'], to: 25 }],
    open: async () => expect.unreachable(),
  }
}

const record: BenchRecord = {
  bench: 'second',
  at: '2025-11-26T07:30:00.000Z',
  machine: { cores: 2, cpu: 'A CPU', memoryGib: 8, system: 'Linux 6 x64', node: 'v24' },
  versions: { express: '5.3.0' },
  samples: { ours: [{ wait: 14 }, { wait: 12 }], theirs: [{}, {}] },
}
const benches = ['first', 'second', 'third'].map(bench)

const page = `# Performance

How to.

## All goals

| bench | figure | measured | goal | verdict |
| --- | --- | --- | --- | --- |
| [second](#second) | ours, p99 ms | 13 (12–14) | ≤ 25 | met |

## second

How second is measured.

Median (least–most) of 2 rounds, 2025-11-26, on 2 cores, A CPU, 8 GiB, Linux 6 x64, Node v24, express 5.3.0:

|  | ours | theirs |
| --- | --- | --- |
| p99 ms | 13 (12–14) | – |

Goals:

- ours, p99 ms: 13 (12–14), goal ≤ 25: met

### What is unfair

- One is older.
- The other sleeps.

This page is written by \`npm run bench -- --record\`, and from what that has kept by \`npm run generate\`.
`

it('the page has all goals, then a chapter for each bench of which something was kept', () => {
  expect(performancePage('# Performance\n\nHow to.\n', benches, [record])).toBe(page)
})

it('chapters stand in the order of the benches, not in that of the records', () => {
  const text = performancePage('', benches, [{ ...record, bench: 'third' }, record])
  expect(text.match(/^## .*/gm)).toEqual(['## All goals', '## second', '## third'])
})

it('while nothing is kept, the page says so', () => {
  expect(performancePage('', benches, [])).toContain('## All goals\n\nNothing has been measured so far.')
})

it('a bench without goals and without unfairness has no empty lists', () => {
  const plain = { ...bench('second'), goals: [], story: { method: 'So.', unfair: [] } }
  const text = performancePage('', [plain], [record])
  expect(text).not.toContain('Goals:')
  expect(text).not.toContain('What is unfair')
})
