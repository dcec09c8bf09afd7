import { randomUUID } from 'node:crypto'
import { connectProducer, headerText } from '@calltrail/runtime'
import type { Kafka, KafkaMessage } from 'kafkajs'
import pTimeout from 'p-timeout'

const longestMs = 120_000
const markHeader = 'bench-end'

/**
 * Reads what is in the topic now, as a consumer does that sees only what is committed.
 * @throws {Error} when that takes too long
 */
export async function readTopic(
  kafka: Kafka,
  topic: string,
  onRecord: (message: KafkaMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const unread = new Set(await markEnds(kafka, topic))
  const nextOffsets = new Map<number, bigint>()
  const { promise, resolve } = Promise.withResolvers<void>()
  const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, readUncommitted: false })
  await consumer.connect()
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => {
        for (const message of messages) {
          if (!isNext(partition, BigInt(message.offset))) continue
          if (message.headers?.[markHeader]) unread.delete(partition)
          else if (unread.has(partition)) onRecord(message)
        }
        if (unread.size === 0) resolve()
      },
    })
    await pTimeout(promise, { milliseconds: longestMs, message: `${topic} was not read to its end`, signal })
  } finally {
    await consumer.disconnect()
  }

  /** A consumer that was away from its group for a moment begins again from the beginning. */
  function isNext(partition: number, offset: bigint): boolean {
    if (offset < (nextOffsets.get(partition) ?? 0n)) return false
    nextOffsets.set(partition, offset + 1n)
    return true
  }
}

/** A last record in each partition: the marks of transactions, which stand at its end, are shown to no consumer. */
async function markEnds(kafka: Kafka, topic: string): Promise<number[]> {
  const admin = kafka.admin()
  await admin.connect()
  const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition }) => partition)
  await admin.disconnect()
  await using producer = await connectProducer(kafka)
  const messages = partitions.map((partition) => ({
    partition,
    key: markHeader,
    value: null,
    headers: { [markHeader]: 'true' },
  }))
  await producer.send({ topic, messages, acks: -1 })
  return partitions
}

/** The id of a record's event. */
export function idOf({ headers }: KafkaMessage): string {
  return headerText(headers, 'ce_id') ?? ''
}
