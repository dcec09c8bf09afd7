import type { CallEnded } from '@calltrail/schemas'

/** What became of an event: Kafka has it, the spool has it for Kafka, or it had been taken before. */
export type PublishStatus = 'accepted' | 'spooled' | 'duplicate'

export interface PublishContext {
  /** W3C trace context of the request that brought the event. */
  readonly traceparent?: string | undefined
  /** Events that came after this one may have been published already. */
  readonly isLate?: boolean
}

/**
 * Takes events for good. It resolves only when the event survives the loss of this process and, once `accepted`, of any one broker;
 * and it may publish an event more than once; whoever consumes them drops the copies.
 * Any error but these two is our own, and would come again with the same event.
 * @throws {EventNotTaken} when the caller should come again later
 * @throws {TooManyUnderWay} when the caller should come more slowly
 */
export interface EventPublisher {
  publish(event: CallEnded, context: PublishContext): Promise<PublishStatus>
}

/** The event is not known to be stored. It may turn up all the same, when the answer was late. */
export class EventNotTaken extends Error {
  override readonly name = 'EventNotTaken'
}

/** The event was turned away unseen: as many as can be held are under way. */
export class TooManyUnderWay extends Error {
  override readonly name = 'TooManyUnderWay'
}
