import Table from 'cli-table3'
import { alertText } from './rules.ts'
import type { Row } from './play-scene.ts'

const columns = {
  alert: ({ expected }) => alertText(expected),
  fault: ({ what }) => what,
  'fired after s': ({ firedAfterMs }) => (firedAfterMs === undefined ? 'not in time' : seconds(firedAfterMs)),
  'quiet after s': quietText,
  verdict: ({ complaints }) => (complaints.length === 0 ? 'ok' : `FAILED: ${complaints.join('; ')}`),
} as const satisfies Record<string, (row: Row) => string>

const widths = [40, 44, 15, 36, 24]

/** What came of each alert, a line each. */
export function reportText(rows: readonly Row[]): string {
  const table = new Table({
    head: Object.keys(columns),
    colWidths: widths,
    wordWrap: true,
    style: { head: [], border: [] },
  })
  table.push(...rows.map(cellsOf))
  return table.toString()
}

/** For a page: the same table in Markdown. */
export function reportMarkdown(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const names = Object.keys(columns)
  return [names, names.map(() => '---'), ...rows.map(cellsOf)].map(line).join('')
}

function cellsOf(row: Row): string[] {
  return Object.values(columns).map((value) => value(row))
}

function quietText({ expected, firedAfterMs, quietAfterMs }: Row): string {
  if (firedAfterMs === undefined) return '—'
  if (quietAfterMs !== undefined) return seconds(quietAfterMs)
  return expected.lingers === undefined ? 'not in time' : `not waited for: ${expected.lingers}`
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(1)
}
