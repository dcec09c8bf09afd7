import { randomUUID } from 'node:crypto'
import type { Kafka, KafkaMessage } from 'kafkajs'

/**
 * Reads a topic as another team would, from its beginning and on: each committed record once, in the order of its partition. Disposing
 * ends it.
 */
export async function readOnward(
  kafka: Kafka,
  topic: string,
  onRecord: (message: KafkaMessage) => void | Promise<void>,
): Promise<AsyncDisposable> {
  const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 100 })
  const seen = new Map<number, bigint>()
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    async eachMessage({ partition, message }) {
      // A consumer that was away from its group for a moment begins again from the beginning.
      const offset = BigInt(message.offset)
      if (offset <= (seen.get(partition) ?? -1n)) return
      seen.set(partition, offset)
      await onRecord(message)
    },
  })
  return { [Symbol.asyncDispose]: () => consumer.disconnect() }
}
