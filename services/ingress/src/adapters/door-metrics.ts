import { counterOf, histogramOf } from '@calltrail/runtime'
import type { Meter } from '@calltrail/runtime'
import type { DoorCounts } from '../ports/door-counts.ts'
import type { PublishStatus } from '../ports/event-publisher.ts'

const statuses: readonly PublishStatus[] = ['accepted', 'spooled', 'duplicate']

/** @param doors their paths */
export function doorMetrics(meter: Meter, doors: readonly string[]): DoorCounts {
  const accepted = counterOf(meter, 'calltrail_accepted_events')
  const ignored = counterOf(meter, 'calltrail_ignored_events')
  const refused = counterOf(meter, 'calltrail_refused_events')
  const durations = histogramOf(meter, 'http.server.request.duration')
  for (const door of doors) for (const status of statuses) accepted.add(0, { door, status })
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
