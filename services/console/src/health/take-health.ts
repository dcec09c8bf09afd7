import type { CallBooks } from '../domain/call-books.ts'
import { alertsOf } from '../domain/health-alerts.ts'
import type { Alert } from '../domain/health-alerts.ts'
import { healthReportOf } from '../domain/health-report.ts'
import type { HealthReport } from '../domain/health-report.ts'
import { stageStatesOf } from '../domain/stage-state.ts'
import type { Sight, StageState } from '../domain/stage-state.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import type { CallRecords } from '../ports/call-records.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { Lookout } from './lookout.ts'
import { readCalls } from './read-calls.ts'

/** How Calltrail is. */
export interface Health {
  /** When it was looked at, epoch milliseconds. */
  readonly at: number
  readonly report: HealthReport
  readonly stages: readonly StageState[]
  /** None when all is well. */
  readonly alerts: readonly Alert[]
}

interface HealthSources {
  readonly records: CallRecords
  readonly archive: DeadLetterArchive
  readonly lookout: Lookout
}

interface HealthQuestion {
  readonly span: TimeSpan
  readonly lookBackMs: number
  readonly progress?: (read: number, total: number) => void
  readonly signal: AbortSignal
}

/** Reads what became of the calls of a span, and looks at the stages as they are now. */
export async function takeHealth(
  { records, archive, lookout }: HealthSources,
  { span, lookBackMs, progress, signal }: HealthQuestion,
): Promise<Health> {
  const [sight, books] = await Promise.all([
    lookout.look(signal),
    readCalls({ records, archive }, { span, lookBackMs, ...(progress && { progress }), signal }),
  ])
  return healthBy(sight, books, span)
}

/** How Calltrail is by what was seen of its stages, and by what was read of its calls. */
export function healthBy(sight: Sight, books: CallBooks, span: TimeSpan): Health {
  const report = healthReportOf(books.calls(), span)
  const stages = stageStatesOf(sight)
  return { at: sight.at, report, stages, alerts: alertsOf(report, stages, sight.at) }
}
