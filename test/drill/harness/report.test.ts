import { expect, it } from 'vitest'
import type { Row } from './play-scene.ts'
import { reportMarkdown, reportText } from './report.ts'

const row: Row = {
  expected: { alert: 'CalltrailSpoolInUse', severity: 'page', withinSeconds: 60 },
  what: 'the broker is killed',
  firedAfterMs: 6_449,
  quietAfterMs: 31_000,
  complaints: [],
}
const lingering = { ...row.expected, lingers: 'it looks at the last 5 minutes' }

it('for a page there is a line for each alert', () => {
  const rows: Row[] = [
    row,
    { expected: lingering, what: row.what, firedAfterMs: 1_000, complaints: [] },
    { ...row, quietAfterMs: undefined, complaints: ['it still fires'] },
    { ...row, firedAfterMs: undefined, quietAfterMs: undefined, complaints: ['it did not fire', 'nor else'] },
  ]
  expect(reportMarkdown(rows)).toBe(`| alert | fault | fired after s | quiet after s | verdict |
| --- | --- | --- | --- | --- |
| CalltrailSpoolInUse (page) | the broker is killed | 6.4 | 31.0 | ok |
| CalltrailSpoolInUse (page) | the broker is killed | 1.0 | not waited for: it looks at the last 5 minutes | ok |
| CalltrailSpoolInUse (page) | the broker is killed | 6.4 | not in time | FAILED: it still fires |
| CalltrailSpoolInUse (page) | the broker is killed | not in time | — | FAILED: it did not fire; nor else |
`)
})

it('in a terminal the same stands in a table', () => {
  const text = reportText([row])
  for (const cell of [
    'fired after s',
    'CalltrailSpoolInUse (page)',
    'the broker is killed',
    '6.4',
    '31.0',
    'ok',
  ])
    expect(text).toContain(cell)
})
