import Table from 'cli-table3'
import { countOf } from './ledger.ts'
import type { FaultRun } from './run-fault.ts'

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
  exits: ({ unexpectedExits }) => unexpectedExits.length,
  'fault s': ({ faultMs }) => seconds(faultMs),
  'recovery s': ({ recoveryMs }) => (recoveryMs === undefined ? 'never' : seconds(recoveryMs)),
  'peak MiB': ({ peakMiB }) => `${peakMiB.ingress ?? '?'}/${peakMiB.enricher ?? '?'}/${peakMiB.sink ?? '?'}`,
  verdict: ({ complaints }) => (complaints.length === 0 ? 'ok' : 'BROKEN'),
} as const satisfies Record<string, (run: FaultRun) => string | number>

/** What came of each fault, a line each, and below what is wrong, with a few examples. */
export function reportText(runs: readonly FaultRun[]): string {
  const table = new Table({ head: Object.keys(columns), style: { head: [], border: [], compact: true } })
  table.push(...runs.map((run) => Object.values(columns).map((value) => String(value(run)))))
  return [table.toString(), ...runs.flatMap(complaintLines)].join('\n')
}

/** For a page: the same table in Markdown. */
export function reportMarkdown(runs: readonly FaultRun[]): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |\n`
  const names = Object.keys(columns)
  const rows = runs.map((run) => row(Object.values(columns).map((value) => value(run))))
  return [row(names), row(names.map(() => '---')), ...rows].join('')
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
export function reportJson(runs: readonly FaultRun[]): string {
  return `${JSON.stringify(runs.map(jsonRow), null, 2)}\n`
}

function jsonRow({ fault, audit, deliveries: _, logs: __, prefix: ___, ...run }: FaultRun) {
  const { accepted, unacknowledged, notAccepted, logged, skipped, deadLettered, retried } = audit
  return {
    fault: fault.name,
    what: fault.what,
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
    keyless: countOf(audit, 'keyless'),
    ...run,
    findings: audit.findings.slice(0, 100),
  }
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(1)
}
