import { describe, expect, it } from 'vitest'
import { CallBooks } from './call-books.ts'
import { alertsOf } from './health-alerts.ts'
import { healthReportOf } from './health-report.ts'
import type { HealthReport } from './health-report.ts'
import type { StageState } from './stage-state.ts'

const now = Date.parse('2026-03-14T12:00:00Z')
const nothing = healthReportOf(new CallBooks().calls(), { from: now - 3_600_000, to: now })

const fine: StageState = {
  stage: 'sink',
  processes: 1,
  waiting: { records: 0, dueSince: undefined },
  retries: { records: 0, dueSince: undefined },
  followUps: { records: 0, dueSince: undefined },
  deadLetters: { open: 0, replayed: 0, resolved: 0, oldestOpen: undefined },
}

const codes = (report: Partial<HealthReport>, stage: Partial<StageState> = {}) =>
  alertsOf({ ...nothing, ...report }, [{ ...fine, ...stage }], now).map(({ code }) => code)

const secondsAgo = (seconds: number) => ({ records: 3, dueSince: now - seconds * 1_000 })

describe('there is an alert', () => {
  it('when more than 5 % of the calls that were to be logged failed', () => {
    expect(codes({ failed: 6, successRate: 0.94 })).toEqual(['FAILURE_RATE'])
    expect(codes({ failed: 5, successRate: 0.95 })).toEqual([])
  })

  it('when a call is in flight for more than 15 minutes', () => {
    expect(codes({ inFlight: 1, inFlightSince: now - 15 * 60_000 - 1 })).toEqual(['CALLS_LATE'])
    expect(codes({ inFlight: 1, inFlightSince: now - 15 * 60_000 })).toEqual([])
  })

  it('when no process of a stage runs', () => {
    expect(codes({}, { processes: 0 })).toEqual(['STAGE_GONE'])
  })

  it('when a stage has not taken a record, or a retry, for more than 20 seconds', () => {
    expect(codes({}, { waiting: secondsAgo(21) })).toEqual(['STAGE_LATE'])
    expect(codes({}, { waiting: secondsAgo(20) })).toEqual([])
    expect(codes({}, { retries: secondsAgo(21) })).toEqual(['RETRIES_LATE'])
  })

  it('when nothing else is wrong, there is none: follow-ups may be late, and what is open may wait', () => {
    const deadLetters = { ...fine.deadLetters, open: 3, oldestOpen: now - 1_000 }
    expect(
      codes({ total: 5, logged: 5, successRate: 1 }, { followUps: secondsAgo(600), deadLetters }),
    ).toEqual([])
  })
})
