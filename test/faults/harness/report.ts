import Table from 'cli-table3'
import { countOf } from './ledger.ts'
import type { FaultRun } from './run-fault.ts'
import { isLeftOut } from './row.ts'
import type { LeftOut, Row } from './row.ts'

const columns = {
  fault: ({ fault }) => fault.name,
  accepted: ({ audit }) => audit.accepted,
  unacked: ({ audit }) => audit.unacknowledged,
  'not taken': ({ audit }) => audit.notAccepted - audit.unacknowledged,
  logged: ({ audit }) => audit.logged,
  skipped: ({ audit }) => audit.skipped,
  dead: ({ audit }) => audit.deadLettered,
  retried: ({ audit }) => audit.retried,
  lost: ({ audit }) => countOf(audit, 'lost'),
  doubled: ({ audit }) => countOf(audit, 'doubled'),
  disorder: ({ audit }) => countOf(audit, 'out of order'),
  stray: ({ audit }) => countOf(audit, 'stray'),
  misfiled: ({ audit }) => countOf(audit, 'misfiled'),
  exits: ({ unexpectedExits }) => unexpectedExits.length,
  'fault s': ({ faultMs }) => seconds(faultMs),
  'recovery s': ({ recoveryMs }) => (recoveryMs === undefined ? 'never' : seconds(recoveryMs)),
  'peak MiB': ({ peakMiB }) => `${peakMiB.ingress ?? '?'}/${peakMiB.enricher ?? '?'}/${peakMiB.sink ?? '?'}`,
  verdict: ({ complaints }) => (complaints.length === 0 ? 'ok' : 'BROKEN'),
} as const satisfies Record<string, (run: FaultRun) => string | number>

/** What came of each fault, a line each, and below what is wrong, with a few examples. */
export function reportText(rows: readonly Row[]): string {
  const table = new Table({ head: Object.keys(columns), style: { head: [], border: [], compact: true } })
  const others = Object.keys(columns).length - 1
  for (const row of rows) {
    if (isLeftOut(row)) table.push([row.fault.name, { colSpan: others, content: leftOutText(row) }])
    else table.push(Object.values(columns).map((value) => String(value(row))))
  }
  const complaints = rows.flatMap((row) => (isLeftOut(row) ? [] : complaintLines(row)))
  return [table.toString(), ...complaints].join('\n')
}

/** For a page: the same table in Markdown. */
export function reportMarkdown(rows: readonly Row[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |\n`
  const names = Object.keys(columns)
  const cells = (row: Row) =>
    isLeftOut(row)
      ? names.map((name) => ({ fault: row.fault.name, verdict: leftOutText(row) })[name] ?? '')
      : Object.values(columns).map((value) => value(row))
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(cells(row)))].join('')
}

function leftOutText({ leftOut }: LeftOut): string {
  return `left out: ${leftOut}`
}

const shownFindings = 5

function complaintLines({ fault, complaints, audit }: FaultRun): string[] {
  if (complaints.length === 0) return []
  return [
    `${fault.name}: ${complaints.join('; ')}`,
    ...audit.findings
      .slice(0, shownFindings)
      .map(({ breach, about, detail }) => `  ${breach}: ${about}: ${detail}`),
  ]
}

/** For machines: an object per fault. */
export function reportJson(rows: readonly Row[]): string {
  return `${JSON.stringify(rows.map(jsonRow), null, 2)}\n`
}

function jsonRow(row: Row) {
  const { name, what } = row.fault
  if (isLeftOut(row)) return { fault: name, what, leftOut: row.leftOut }
  const { audit, recoveryMs, faultMs, answers, unexpectedExits, peakMiB, complaints } = row
  const { accepted, unacknowledged, notAccepted, logged, skipped, deadLettered, retried } = audit
  return {
    fault: name,
    what,
    accepted,
    unacknowledged,
    notTaken: notAccepted - unacknowledged,
    logged,
    skipped,
    deadLettered,
    retried,
    lost: countOf(audit, 'lost'),
    doubled: countOf(audit, 'doubled'),
    outOfOrder: countOf(audit, 'out of order'),
    stray: countOf(audit, 'stray'),
    misfiled: countOf(audit, 'misfiled'),
    keyless: countOf(audit, 'keyless'),
    contactErrors: audit.contactErrors.length,
    recoveryMs,
    faultMs,
    answers,
    unexpectedExits,
    peakMiB,
    complaints,
    findings: audit.findings.slice(0, 100),
  }
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(1)
}
