import { gaugeOf } from '@calltrail/runtime'
import type { Meter } from '@calltrail/runtime'
import type { EventSpool } from '../ports/event-spool.ts'

/** @param maxBytes what the spool may take */
export function observeSpool(meter: Meter, spool: Pick<EventSpool, 'depth'>, maxBytes: number): void {
  gaugeOf(meter, 'calltrail_spool_events', (tell) => tell(spool.depth().events, {}))
  gaugeOf(meter, 'calltrail_spool_bytes', (tell) => tell(spool.depth().bytes, {}))
  gaugeOf(meter, 'calltrail_spool_limit_bytes', (tell) => tell(maxBytes, {}))
  gaugeOf(meter, 'calltrail_spool_set_aside_events', (tell) => tell(spool.depth().setAsideEvents, {}))
}
