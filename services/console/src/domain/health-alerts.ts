/**
 * What of a health report somebody has to look after at once.
 */
import { durationInWords } from './duration.ts'
import type { HealthReport } from './health-report.ts'
import type { StageState } from './stage-state.ts'

export interface Alert {
  readonly code: 'FAILURE_RATE' | 'CALLS_LATE' | 'STAGE_GONE' | 'STAGE_LATE' | 'RETRIES_LATE'
  readonly message: string
}

/** Of the calls that were to be logged: more than 5 % have failed below it. */
const lowestSuccessRate = 0.95
/** A stage takes a record within a second. After a restart it may need some more. */
const longestLagMs = 20_000
/** Retries of the last tier are due after 10 minutes. */
const longestFlightMs = 15 * 60_000

/** @param now epoch milliseconds */
export function alertsOf(
  { successRate, failed, inFlight, inFlightSince }: HealthReport,
  stages: readonly StageState[],
  now: number,
): Alert[] {
  const alerts: Alert[] = []
  if (successRate !== undefined && successRate < lowestSuccessRate) {
    const share = (100 * (1 - successRate)).toFixed(1)
    const message = `${share} % of the calls failed, more than 5 %: ${failed} with an open dead letter. 'calltrail dead-letters list' tells why.`
    alerts.push({ code: 'FAILURE_RATE', message })
  }
  if (inFlightSince !== undefined && now - inFlightSince > longestFlightMs) {
    const message = `Calls are in flight for up to ${durationInWords(now - inFlightSince)}, ${inFlight} altogether. 'calltrail call <id>' tells where one is.`
    alerts.push({ code: 'CALLS_LATE', message })
  }
  return [...alerts, ...stages.flatMap((stage) => stageAlerts(stage, now))]
}

function stageAlerts({ stage, processes, waiting, retries }: StageState, now: number): Alert[] {
  const alerts: Alert[] = []
  if (processes === 0) {
    alerts.push({ code: 'STAGE_GONE', message: `No process of the ${stage} is running.` })
  }
  const late = lateness(waiting.dueSince, now)
  if (late !== undefined) {
    const message = `Records wait for the ${stage}: ${waiting.records.toLocaleString('en-US')}, the oldest for ${late}. Look at its log and its /health/ready.`
    alerts.push({ code: 'STAGE_LATE', message })
  }
  const overdue = lateness(retries.dueSince, now)
  if (overdue !== undefined) {
    alerts.push({ code: 'RETRIES_LATE', message: `A retry of the ${stage} is overdue by ${overdue}.` })
  }
  return alerts
}

function lateness(dueSince: number | undefined, now: number): string | undefined {
  const lateMs = dueSince === undefined ? 0 : now - dueSince
  return lateMs > longestLagMs ? durationInWords(lateMs) : undefined
}
