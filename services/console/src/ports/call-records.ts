import type { EventName, Events } from '@calltrail/schemas'
import type { CallRecord } from '../domain/call-record.ts'
import type { CallTopic } from '../domain/call-topics.ts'

/** A part of a topic by time, epoch milliseconds: from `since` on, before `until` or to the end. */
export interface Extent {
  readonly topic: CallTopic
  readonly since: number
  readonly until?: number
}

export interface CallReading {
  /** In the order in which it is looked up where they end. */
  readonly extents: readonly Extent[]
  /** Reads less where the key is the conversation: only what may be of this one. */
  readonly conversationId?: string
  /** Called with the records of a partition in their order, one after the other. */
  readonly visit: (record: CallRecord) => void | Promise<void>
  /** Told now and then how many of how many records have been read, marks of transactions included. */
  readonly progress?: (read: number, total: number) => void
  readonly signal: AbortSignal
}

/** What Calltrail's topics tell of calls, as committed. */
export interface CallRecords {
  /** Reads each record once. Rejects with the signal's reason when it aborts. */
  read(reading: CallReading): Promise<void>
  /**
   * The event of a record; undefined when the value cannot be read.
   * @throws {PipelineError} SCHEMA_REGISTRY_UNAVAILABLE
   */
  eventOf<Name extends EventName>(
    event: Name,
    record: Pick<CallRecord, 'value'>,
  ): Promise<Events[Name] | undefined>
}
