/**
 * Consumes topics as another team would, and lets a test await what it is looking for.
 */
import { randomUUID } from 'node:crypto'
import type { Kafka, KafkaMessage } from 'kafkajs'

export interface WatchedRecord {
  readonly topic: string
  readonly partition: number
  readonly message: KafkaMessage
}

export interface EventWatch extends AsyncDisposable {
  /** All records so far, in the order they came. */
  readonly records: readonly WatchedRecord[]
  /** Resolves with the first record that `matches`, past or to come. */
  next(matches: (record: WatchedRecord) => boolean): Promise<WatchedRecord>
  /** Resolves when `count` records match. */
  many(count: number, matches: (record: WatchedRecord) => boolean): Promise<WatchedRecord[]>
}

/** Reads committed records of `topics` from their beginning, in a consumer group of its own. */
export async function watchTopics(kafka: Kafka, topics: readonly string[]): Promise<EventWatch> {
  const records: WatchedRecord[] = []
  const wakers = new Set<() => void>()
  const consumer = kafka.consumer({
    groupId: `watch-${randomUUID()}`,
    maxWaitTimeInMs: 200,
    readUncommitted: false,
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  const seen = new Map<string, bigint>()
  await consumer.run({
    autoCommit: false,
    eachMessage: async (record) => {
      // A consumer that was away from its group for a moment, on a busy machine, begins again from the beginning.
      const place = `${record.topic} ${record.partition}`
      const offset = BigInt(record.message.offset)
      if (offset <= (seen.get(place) ?? -1n)) return
      seen.set(place, offset)
      records.push(record)
      for (const wake of wakers) wake()
    },
  })

  async function many(count: number, matches: (record: WatchedRecord) => boolean): Promise<WatchedRecord[]> {
    for (;;) {
      const found = records.filter(matches)
      if (found.length >= count) return found
      await new Promise<void>((resolve) => {
        const wake = () => {
          wakers.delete(wake)
          resolve()
        }
        wakers.add(wake)
      })
    }
  }

  return {
    records,
    many,
    next: async (matches) => (await many(1, matches))[0]!,
    [Symbol.asyncDispose]: () => consumer.disconnect(),
  }
}
