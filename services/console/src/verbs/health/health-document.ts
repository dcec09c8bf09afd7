import { backlogSeconds } from '../../domain/stage-state.ts'
import type { Backlog, StageState } from '../../domain/stage-state.ts'
import type { Health } from '../../health/take-health.ts'

/** The health report for programs. Its names are a contract: they are only added to. */
export function healthDocument({ at, report, stages, alerts }: Health) {
  const { span, averageMs, p95Ms, successRate, inFlightSince, ...counts } = report
  return {
    at: timeOf(at),
    from: timeOf(span.from),
    to: timeOf(span.to),
    healthy: alerts.length === 0,
    alerts,
    calls: {
      ...counts,
      inFlightSince: timeOf(inFlightSince),
      averageMs: averageMs === undefined ? null : Math.round(averageMs),
      p95Ms: p95Ms ?? null,
      successRate: successRate ?? null,
    },
    stages: stages.map((stage) => stageDocument(stage, at)),
  }
}

function stageDocument(
  { stage, processes, waiting, retries, followUps, deadLetters }: StageState,
  at: number,
) {
  const { oldestOpen, ...counts } = deadLetters
  return {
    stage,
    processes,
    waiting: backlogDocument(waiting, at),
    retries: backlogDocument(retries, at),
    followUps: backlogDocument(followUps, at),
    deadLetters: { ...counts, oldestOpen: timeOf(oldestOpen) },
  }
}

function backlogDocument(backlog: Backlog, at: number) {
  return { records: backlog.records, seconds: backlogSeconds(backlog, at) }
}

function timeOf(epochMs: number): string
function timeOf(epochMs: number | undefined): string | null
function timeOf(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : new Date(epochMs).toISOString()
}
