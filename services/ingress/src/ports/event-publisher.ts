import type { CallEnded } from '@calltrail/schemas'

/** What became of an event: it was taken, or had been taken before. */
export type PublishStatus = 'accepted' | 'duplicate'

export interface PublishContext {
  /** W3C trace context of the request that brought the event. */
  readonly traceparent?: string | undefined
}

/**
 * Takes events for good. It resolves only when the event survives the loss of this process and of any one broker,
 * and it may publish an event more than once; whoever consumes them drops the copies.
 * @throws {EventNotTaken} when the caller should come again later
 */
export interface EventPublisher {
  publish(event: CallEnded, context: PublishContext): Promise<PublishStatus>
}

/** The event is not known to be stored. It may turn up all the same, when the answer was late. */
export class EventNotTaken extends Error {
  override readonly name = 'EventNotTaken'
}
