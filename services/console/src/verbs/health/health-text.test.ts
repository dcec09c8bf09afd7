import { expect, it } from 'vitest'
import type { HealthReport } from '../../domain/health-report.ts'
import type { StageState } from '../../domain/stage-state.ts'
import type { Health } from '../../health/take-health.ts'
import { healthDocument } from './health-document.ts'
import { healthText } from './health-text.ts'

const at = Date.parse('2026-03-14T12:00:00Z')
const report: HealthReport = {
  span: { from: at - 3_600_000, to: at },
  total: 1_204,
  logged: 1_150,
  skipped: 41,
  skippedByReason: { UNKNOWN_CALLER: 29, INTERNAL_CALL: 12 },
  failed: 9,
  resolved: 1,
  inFlight: 3,
  notEnriched: 1,
  inFlightSince: at - 12_000,
  notFound: 31,
  notFoundLogged: 2,
  averageMs: 842.4,
  p95Ms: 1_900,
  successRate: 1_150 / 1_159,
}
const stage: StageState = {
  stage: 'sink',
  processes: 2,
  waiting: { records: 2, dueSince: at - 1_500 },
  retries: { records: 1, dueSince: undefined },
  followUps: { records: 0, dueSince: undefined },
  deadLetters: { open: 9, replayed: 4, resolved: 1, oldestOpen: at - 600_000 },
}
const health: Health = { at, report, stages: [stage], alerts: [] }

it('has the lines of the report, each with what is to be said about it', () => {
  expect(healthText(health))
    .toBe(`Activity logging health: calls accepted from 2026-03-14 11:00:00Z to 2026-03-14 12:00:00Z

Total calls       1,204   accepted, each once
Logged            1,150
Skipped              41   on purpose: 29 UNKNOWN_CALLER, 12 INTERNAL_CALL
Failed                9   open dead letters
Resolved              1   dead letters that need nothing more
In flight             3   1 on the way to the enricher, 2 on the way to the sink; the oldest for 12.0 s
Not found            31   nobody in Salesforce has the number; 2 logged all the same
Average time     842 ms   from the webhook to Salesforce; 95 % within 1.9 s
Success rate     99.2 %   of the calls that were to be logged and are not in flight

Stage  Processes    Waiting  Retries  Follow-ups  Open dead letters
───────────────────────────────────────────────────────────────────
sink           2  2 (1.5 s)        1           0         9 (10 min)

No alert.
`)
})

it('an alert stands at its end, where the eye is', () => {
  const alerts = [{ code: 'STAGE_GONE', message: 'No process of the sink is running.' }] as const
  expect(healthText({ ...health, alerts })).toMatch(/\nALERT: No process of the sink is running\.\n$/)
})

it('a rate of nearly all is not shown as all', () => {
  expect(healthText({ ...health, report: { ...report, successRate: 0.9999 } })).toContain('99.9 %')
})

it('of nothing there is neither a time nor a rate', () => {
  const empty = { ...report, averageMs: undefined, p95Ms: undefined, successRate: undefined }
  const lines = healthText({ ...health, report: empty }).split('\n')
  expect(lines).toContain('Average time          —')
  expect(lines).toContain('Success rate          —')
})

it('the document has stable names, with null for what there is not', () => {
  expect(healthDocument({ ...health, report: { ...report, successRate: undefined } })).toEqual({
    at: '2026-03-14T12:00:00.000Z',
    from: '2026-03-14T11:00:00.000Z',
    to: '2026-03-14T12:00:00.000Z',
    healthy: true,
    alerts: [],
    calls: {
      total: 1_204,
      logged: 1_150,
      skipped: 41,
      skippedByReason: { UNKNOWN_CALLER: 29, INTERNAL_CALL: 12 },
      failed: 9,
      resolved: 1,
      inFlight: 3,
      notEnriched: 1,
      inFlightSince: '2026-03-14T11:59:48.000Z',
      notFound: 31,
      notFoundLogged: 2,
      averageMs: 842,
      p95Ms: 1_900,
      successRate: null,
    },
    stages: [
      {
        stage: 'sink',
        processes: 2,
        waiting: { records: 2, seconds: 1.5 },
        retries: { records: 1, seconds: 0 },
        followUps: { records: 0, seconds: 0 },
        deadLetters: { open: 9, replayed: 4, resolved: 1, oldestOpen: '2026-03-14T11:50:00.000Z' },
      },
    ],
  })
})
