import type { CallEnded } from '@calltrail/schemas'
import type { PublishContext } from './event-publisher.ts'

/** An event that waits for Kafka. */
export interface SpooledEvent {
  /** Grows in the order of arrival, across restarts. */
  readonly position: number
  readonly event: CallEnded
  readonly context: PublishContext
  /** What it counts in {@link SpoolDepth}. */
  readonly bytes: number
}

export interface SpoolDepth {
  /** What waits, without what is set aside. */
  readonly events: number
  readonly bytes: number
  readonly setAsideEvents: number
}

/**
 * Keeps events, in order, until Kafka takes them. One process has it at a time; disposing it keeps what it holds for the next.
 */
export interface EventSpool extends Disposable {
  /**
   * Resolves once the event is on the disk, and survives the loss of the process and of the machine's power. Calls of one turn of the
   * event loop share the cost, and are kept in the order of the calls.
   * @throws {EventNotTaken} when there is no room, or the disk fails; the spool holds what it held
   */
  append(event: CallEnded, context: PublishContext): Promise<void>

  /** The oldest events, at least one unless it is empty. What is being appended is not among them. */
  head(limit: { readonly maxEvents: number; readonly maxBytes: number }): readonly SpooledEvent[]

  /**
   * Keeps an event of the head, which is then never in the head again until the next start: a later version may be able to publish it.
   * It never fails, for it writes nothing.
   */
  setAside(event: SpooledEvent): void

  /**
   * Forgets the events of the head, up to and with the last one given, but not those that are set aside. It never fails: what the disk
   * does not let go of is not in the head again, but may be after a restart.
   */
  remove(events: readonly SpooledEvent[]): void

  depth(): SpoolDepth
}
