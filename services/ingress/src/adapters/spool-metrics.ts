import type { Meter } from '@opentelemetry/api'
import type { EventSpool } from '../ports/event-spool.ts'

export function observeSpool(meter: Meter, spool: Pick<EventSpool, 'depth'>): void {
  meter
    .createObservableGauge('calltrail_spool_events', { description: 'Events that wait on disk for Kafka.' })
    .addCallback((result) => result.observe(spool.depth().events))
  meter
    .createObservableGauge('calltrail_spool_bytes', { description: 'Bytes of the events that wait on disk.' })
    .addCallback((result) => result.observe(spool.depth().bytes))
  meter
    .createObservableGauge('calltrail_spool_set_aside_events', {
      description: 'Events on disk that cannot be published. They are tried again at the next start.',
    })
    .addCallback((result) => result.observe(spool.depth().setAsideEvents))
}
