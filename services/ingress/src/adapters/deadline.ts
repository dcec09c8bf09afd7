import { EventNotTaken } from '../ports/event-publisher.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'

/** Gives up waiting for `publisher` after `timeoutMs`. Without it a producer retries for as long as Kafka is away. */
export function withDeadline(publisher: EventPublisher, timeoutMs: number): EventPublisher {
  return {
    async publish(event, context) {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(
        () => late.reject(new EventNotTaken(`not confirmed within ${timeoutMs} ms`)),
        timeoutMs,
      )
      try {
        return await Promise.race([publisher.publish(event, context), late.promise])
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
