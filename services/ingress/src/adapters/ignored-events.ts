import { counterOf } from '@calltrail/runtime'
import type { Meter } from '@calltrail/runtime'
import type { IgnoredReason } from '../domain/doors/door.ts'

/** Counts what came in by a door and is nothing that Calltrail is for. */
export function ignoredEventCounter(meter: Meter): (door: string, reason: IgnoredReason) => void {
  const counter = counterOf(meter, 'calltrail_ignored_events')
  return (door, reason) => counter.add(1, { door, reason })
}
