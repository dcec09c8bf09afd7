import type { RecordHeaders } from '../domain/dead-letter.ts'
import type { GroupPosition } from '../domain/erasure.ts'
import type { HeldTopic } from '../domain/held-topics.ts'

/** A record of one of Calltrail's topics, whether committed or of a transaction that was aborted. */
export interface HeldRecord {
  readonly topic: HeldTopic
  readonly partition: number
  readonly offset: number
  /** The record's own time, epoch milliseconds. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: RecordHeaders
  /** What the value says; undefined when it cannot be decoded. */
  readonly event: Readonly<Record<string, unknown>> | undefined
}

export type CommittedRecord = Pick<HeldRecord, 'topic' | 'partition' | 'offset' | 'timestamp'>

/** What is in a partition at a moment: offsets from `from` on, below `end`. */
export interface HeldSpan {
  readonly topic: HeldTopic
  readonly partition: number
  readonly from: number
  readonly end: number
}

/** How long a topic keeps what is written to it. */
export interface Keeping {
  /** Milliseconds; undefined for ever. */
  readonly retentionMs: number | undefined
  /** For how long a segment takes records, which then goes as a whole. Milliseconds. */
  readonly segmentMs: number
}

/** Everything that Kafka holds of calls, and what may be taken away of it. */
export interface HeldRecords {
  /** Everything there is. What is not looked through may be needed by others, and would be deleted unseen. */
  spans(): Promise<HeldSpan[]>
  /**
   * Visits each record of the spans once, those of a partition in their order. Rejects with the signal's reason when it aborts.
   * @param progress told now and then how many of how many have been read, marks of transactions included
   */
  read(
    spans: readonly HeldSpan[],
    visit: (record: HeldRecord) => void,
    progress: (read: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** The same of committed records only, and without what is in them. */
  readCommitted(
    spans: readonly HeldSpan[],
    visit: (record: CommittedRecord) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** By topic. */
  keeping(): Promise<ReadonlyMap<string, Keeping>>
  /** How far every consumer group is, whoever's it is, in each topic on which it has offsets or members: by `<topic>/<partition>`. */
  positions(): Promise<ReadonlyMap<string, readonly GroupPosition[]>>
  /** Deletes for good what lies below `before` in a partition. */
  deleteBelow(place: {
    readonly topic: string
    readonly partition: number
    readonly before: number
  }): Promise<void>
}
