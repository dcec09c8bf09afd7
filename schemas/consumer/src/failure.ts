/**
 * What can go wrong with a record, and who decides what is done about it: the consumer.
 */
import type { EventRecord } from './record.ts'

/** Something that is the record's, or the handler's; an outage of the registry is neither, and is waited out. */
export interface Failure {
  /**
   * `undecodable`: no event comes of the record's bytes, and none will: its schema was waited for.
   * `handler`: `onEvent` or the store of what was seen has thrown.
   */
  readonly kind: 'undecodable' | 'handler'
  readonly record: EventRecord
  readonly error: Error
  /** How often this record has failed so far, since it was last read; 1 at the first time. */
  readonly attempt: number
}

/**
 * `retry`: again, after a pause that grows from 0.1 s to 30 s; the partition waits. `skip`: as if it had been handled.
 * `stop`: the consumer stops before it, and begins with it when it is started again.
 */
export type Decision = 'retry' | 'skip' | 'stop'

/** `copy`: this revision was handled. `older`: a newer one was. */
export type DropReason = 'copy' | 'older'

export interface Hooks<Event> {
  /** Does what the event is consumed for. Its offset is committed only after this has resolved. */
  onEvent(event: Event, record: EventRecord): void | Promise<void>
  /** Decides what to do about a record that failed. Left out, or when it throws itself, the consumer stops. */
  onError?(failure: Failure): Decision | Promise<Decision>
  /** Told of each event that is not handled because it was before. */
  onDropped?(event: Event, record: EventRecord, reason: DropReason): void
  /**
   * Told at each try while the schema registry does not answer. Nothing is skipped meanwhile, and nothing is to be done. Left out, the console
   * is warned once per outage; when it throws, the consumer stops.
   */
  onWaiting?(error: Error, record: EventRecord): void
}

/** The consumer has stopped at a record that it may not pass. Its cause is what went wrong. */
export class ConsumerStopped extends Error {
  override readonly name = 'ConsumerStopped'
  readonly failure: Failure

  constructor(failure: Failure) {
    const { record, kind, error } = failure
    const place = `${record.topic}, partition ${record.partition}, offset ${record.offset}`
    const what = kind === 'undecodable' ? 'cannot be decoded' : 'was not handled'
    super(
      `Stopped at ${place}: the record ${what} (${error.message}). It is not committed, and comes first after a restart. ` +
        'Mend the cause, or let onError decide to skip it.',
      { cause: error },
    )
    this.failure = failure
  }
}
