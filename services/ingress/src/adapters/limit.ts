import type { EventPublisher } from '../ports/event-publisher.ts'

/** Turns an event away, with the error of `refusal`, while `maxUnderWay` others are not settled. */
export function withLimit(
  publisher: EventPublisher,
  maxUnderWay: number,
  refusal: () => Error,
): EventPublisher {
  let underWay = 0
  return {
    async publish(event, context) {
      if (underWay >= maxUnderWay) throw refusal()
      underWay += 1
      try {
        return await publisher.publish(event, context)
      } finally {
        underWay -= 1
      }
    },
  }
}
