import { counterOf, histogramOf } from '@calltrail/runtime'
import type { Meter } from '@calltrail/runtime'
import { ignoredReasons } from '../domain/doors/door.ts'
import type { DoorCounts } from '../ports/door-counts.ts'
import type { PublishStatus } from '../ports/event-publisher.ts'

const statuses: readonly PublishStatus[] = ['accepted', 'spooled', 'duplicate']

/**
 * @param doors their paths
 * @param refusals every reason there is
 */
export function doorMetrics(meter: Meter, doors: readonly string[], refusals: readonly string[]): DoorCounts {
  const accepted = counterOf(meter, 'calltrail_accepted_events')
  const ignored = counterOf(meter, 'calltrail_ignored_events')
  const refused = counterOf(meter, 'calltrail_refused_events')
  const durations = histogramOf(meter, 'http.server.request.duration')
  // So that the first ones are seen as an increase.
  for (const door of doors) {
    for (const status of statuses) accepted.add(0, { door, status })
    for (const reason of ignoredReasons) ignored.add(0, { door, reason })
    for (const reason of refusals) refused.add(0, { door, reason })
  }
  return {
    accepted: (door, status) => accepted.add(1, { door, status }),
    ignored: (door, reason) => ignored.add(1, { door, reason }),
    refused: (door, reason) => refused.add(1, { door, reason }),
    answered: (method, route, status, seconds) =>
      durations.record(seconds, {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': String(status),
      }),
  }
}
