import type { Meter } from '@opentelemetry/api'
import type { IgnoredReason } from '../domain/doors/door.ts'

/** Counts what came in by a door and is nothing that Calltrail is for. */
export function ignoredEventCounter(meter: Meter): (door: string, reason: IgnoredReason) => void {
  const counter = meter.createCounter('calltrail_ignored_events', {
    description: 'Events that were answered as ignored, by door and reason.',
  })
  return (door, reason) => counter.add(1, { door, reason })
}
