import { headerText } from '@calltrail/runtime'
import type { CallTopic } from './call-topics.ts'
import type { DeadLetterRecord, RecordHeaders } from './dead-letter.ts'

/** A record of one of Calltrail's topics, as it was read. */
export interface CallRecord {
  readonly topic: CallTopic
  readonly partition: number
  readonly offset: number
  /** The record's own time, epoch milliseconds. */
  readonly timestamp: number
  /** Undefined of poison that does not say. */
  readonly eventId: string | undefined
  readonly headers: RecordHeaders
  readonly key: Buffer | null
  readonly value: Buffer | null
}

/** A record of a dead-letter topic as such. */
export function deadLetterRecordOf(record: CallRecord): DeadLetterRecord {
  const { topic, partition, offset, headers, key, value, timestamp } = record
  return { place: { stage: topic.stage!, partition, offset }, headers, key, value, timestamp }
}

/** The event's id, or where it first was, which poison keeps on its way to the dead letters. */
export function identityOf({ eventId, topic, partition, offset, headers }: CallRecord): string {
  if (eventId !== undefined) return eventId
  const origin = ['topic', 'partition', 'offset'].map((part) =>
    headerText(headers, `calltrail-origin-${part}`),
  )
  return (origin.includes(undefined) ? [topic.name, partition, offset] : origin).join('/')
}
