import Table from 'cli-table3'
import { printable } from './console.ts'

/** A rule below the head, and otherwise space. */
const border = {
  top: '',
  'top-left': '',
  'top-mid': '',
  'top-right': '',
  bottom: '',
  'bottom-left': '',
  'bottom-mid': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
  mid: '─',
  'mid-mid': '──',
}

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string | number
  readonly align?: 'left' | 'right'
}

/** A table for people, ending in a line break. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    chars: border,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map(({ align = 'left' }) => align),
  })
  for (const row of rows) table.push(columns.map(({ cell }) => printable(String(cell(row)))))
  const lines = table.toString().split('\n')
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** `12,345` */
export function inThousands(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1 record`, `12,345 records` */
export function counted(count: number, noun: string): string {
  return `${inThousands(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `2026-03-14 10:00:31Z` */
export function timeText(epochMs: number): string {
  return new Date(epochMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
}

/** `10:00:31.204Z` */
export function clockText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11)
}

/** `2026-03-14` */
export function dateText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10)
}
