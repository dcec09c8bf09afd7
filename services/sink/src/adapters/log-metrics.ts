import { counterOf, histogramOf } from '@calltrail/runtime'
import type { Meter } from '@calltrail/runtime'
import type { CallLogged } from '@calltrail/schemas'
import { skipReasons } from '../domain/target.ts'

/** Counts what became of calls, and how long that took from the webhook and from the end of the call. */
export function logMetrics(meter: Meter): (calls: readonly CallLogged[]) => void {
  const logged = counterOf(meter, 'calltrail_logged_calls')
  const skipped = counterOf(meter, 'calltrail_skipped_calls')
  const sinceWebhook = histogramOf(meter, 'calltrail_webhook_to_logged_seconds')
  const sinceEnd = histogramOf(meter, 'calltrail_call_end_to_logged_seconds')
  // So that the first ones are seen as an increase.
  for (const result of ['created', 'updated']) logged.add(0, { result })
  for (const reason of skipReasons) skipped.add(0, { reason })
  return (calls) => {
    for (const { result, skipReason, loggedAt, receivedAt, endedAt } of calls) {
      if (result === 'SKIPPED') {
        skipped.add(1, { reason: skipReason ?? 'UNKNOWN' })
        continue
      }
      logged.add(1, { result: result.toLowerCase() })
      if (result !== 'CREATED') continue
      sinceWebhook.record(Math.max(0, loggedAt - receivedAt) / 1_000, {})
      sinceEnd.record(Math.max(0, loggedAt - endedAt) / 1_000, {})
    }
  }
}
