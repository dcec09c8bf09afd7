import pTimeout from 'p-timeout'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'

/** Gives up waiting for `publisher` after `timeoutMs`. Without it a producer retries for as long as Kafka is away. */
export function withDeadline(publisher: EventPublisher, timeoutMs: number): EventPublisher {
  function giveUp(): never {
    throw new EventNotTaken(`not confirmed within ${timeoutMs} ms`)
  }
  return {
    publish: (event, context) =>
      pTimeout(publisher.publish(event, context), { milliseconds: timeoutMs, fallback: giveUp }),
  }
}
