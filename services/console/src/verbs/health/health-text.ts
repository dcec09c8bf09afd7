import { durationInWords } from '../../domain/duration.ts'
import type { HealthReport } from '../../domain/health-report.ts'
import type { Backlog, StageState } from '../../domain/stage-state.ts'
import type { Health } from '../../health/take-health.ts'
import { inThousands, tableOf, timeText } from '../../table.ts'

/** The health report for people, ending in a line break. */
export function healthText({ at, report, stages, alerts }: Health): string {
  const { from, to } = report.span
  const lines = [
    `Activity logging health: calls accepted from ${timeText(from)} to ${timeText(to)}`,
    '',
    ...healthLines(report, at).map(lineText),
    '',
    ...tableOf(stageColumns(at), stages).trimEnd().split('\n'),
    '',
    ...(alerts.length === 0 ? ['No alert.'] : alerts.map(({ message }) => `ALERT: ${message}`)),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** A figure of the report, with its name and what there is to say about it. */
export interface HealthLine {
  readonly name: string
  readonly figure: string
  readonly note: string
}

/** @param now epoch milliseconds */
export function healthLines(report: HealthReport, now: number): HealthLine[] {
  const { total, logged, skipped, failed, resolved, notFound, averageMs, p95Ms, successRate } = report
  return [
    line('Total calls', inThousands(total), 'accepted, each once'),
    line('Logged', inThousands(logged), ''),
    line('Skipped', inThousands(skipped), skippedNote(report)),
    line('Failed', inThousands(failed), failed > 0 ? 'open dead letters' : ''),
    // Rare, and nobody misses it.
    ...(resolved > 0 ? [line('Resolved', inThousands(resolved), 'dead letters that need nothing more')] : []),
    line('In flight', inThousands(report.inFlight), inFlightNote(report, now)),
    line('Not found', inThousands(notFound), notFoundNote(report)),
    line(
      'Average time',
      averageMs === undefined ? '—' : durationInWords(averageMs),
      p95Ms === undefined ? '' : `from the webhook to Salesforce; 95 % within ${durationInWords(p95Ms)}`,
    ),
    line(
      'Success rate',
      successRate === undefined ? '—' : `${percent(successRate)} %`,
      successRate === undefined ? '' : 'of the calls that were to be logged and are not in flight',
    ),
  ]
}

function line(name: string, figure: string, note: string): HealthLine {
  return { name, figure, note }
}

function lineText({ name, figure, note }: HealthLine): string {
  return `${name.padEnd(13)} ${figure.padStart(9)}   ${note}`.trimEnd()
}

/** 99.98 % is not 100.0 %. */
function percent(rate: number): string {
  return (Math.floor(rate * 1_000) / 10).toFixed(1)
}

function skippedNote({ skippedByReason }: HealthReport): string {
  const reasons = Object.entries(skippedByReason).map(([reason, count]) => `${inThousands(count)} ${reason}`)
  return reasons.length === 0 ? '' : `on purpose: ${reasons.join(', ')}`
}

function inFlightNote({ inFlight, notEnriched, inFlightSince }: HealthReport, now: number): string {
  if (inFlightSince === undefined) return ''
  const enriched = inFlight - notEnriched
  const parts = [
    notEnriched > 0 && `${inThousands(notEnriched)} on the way to the enricher`,
    enriched > 0 && `${inThousands(enriched)} on the way to the sink`,
  ].filter(Boolean)
  return `${parts.join(', ')}; the oldest for ${durationInWords(now - inFlightSince)}`
}

function notFoundNote({ notFound, notFoundLogged }: HealthReport): string {
  if (notFound === 0) return ''
  const logged = notFoundLogged === 0 ? '' : `; ${inThousands(notFoundLogged)} logged all the same`
  return `nobody in Salesforce has the number${logged}`
}

/** What is told of each stage. @param now epoch milliseconds */
export function stageColumns(now: number) {
  const right = 'right' as const
  return [
    { title: 'Stage', cell: ({ stage }: StageState) => stage },
    { title: 'Processes', cell: ({ processes }: StageState) => processes, align: right },
    { title: 'Waiting', cell: ({ waiting }: StageState) => backlogText(waiting, now), align: right },
    {
      title: 'Retries',
      cell: ({ retries }: StageState) => backlogText(retries, now, 'overdue '),
      align: right,
    },
    {
      title: 'Follow-ups',
      cell: ({ followUps }: StageState) => backlogText(followUps, now, 'overdue '),
      align: right,
    },
    {
      title: 'Open dead letters',
      cell: ({ deadLetters: { open, oldestOpen } }: StageState) =>
        backlogText({ records: open, dueSince: oldestOpen }, now),
      align: right,
    },
  ]
}

/** `3 (12 s)` */
export function backlogText({ records, dueSince }: Backlog, now: number, what = ''): string {
  const since = dueSince === undefined ? '' : ` (${what}${durationInWords(now - dueSince)})`
  return `${inThousands(records)}${since}`
}
