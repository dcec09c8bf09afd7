/**
 * The transactional writer of one input partition: outputs, failures and the consumed offset become visible together, or not at all.
 */
import { stageTransactionalId } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'
import type { Admin, Kafka, Transaction } from 'kafkajs'
import { producerDefaults } from './connection.ts'
import type { Routed } from './route.ts'

export interface InputPartition {
  readonly topic: string
  readonly partition: number
}

export interface PartitionWriter extends AsyncDisposable {
  /** The first offset that is not committed yet. Records below it were done by a former owner of the partition. */
  readonly committedOffset: bigint
  /** Publishes `messages` and commits `nextOffset` in one transaction. After a failure the writer is of no more use. */
  commit(messages: readonly Routed[], nextOffset: bigint): Promise<void>
}

/**
 * Opens the writer, which fences whoever wrote for this partition before: it is only after that that the group's committed offset
 * is final, so it is read here and not taken from the fetch.
 */
export async function openPartitionWriter(
  kafka: Kafka,
  admin: Admin,
  stage: StageName,
  groupId: string,
  { topic, partition }: InputPartition,
): Promise<PartitionWriter> {
  const producer = kafka.producer({
    ...producerDefaults,
    transactionalId: stageTransactionalId(stage, topic, partition),
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: 60_000,
  })
  try {
    await producer.connect()
    // kafkajs takes the producer's epoch with its first transaction.
    let prepared: Transaction | undefined = await producer.transaction()
    let committedOffset = await readCommittedOffset(admin, groupId, { topic, partition })

    return {
      get committedOffset() {
        return committedOffset
      },
      async commit(messages, nextOffset) {
        const transaction = prepared ?? (await producer.transaction())
        prepared = undefined
        if (messages.length > 0) await transaction.sendBatch({ topicMessages: byTopic(messages), acks: -1 })
        await transaction.sendOffsets({
          consumerGroupId: groupId,
          topics: [{ topic, partitions: [{ partition, offset: String(nextOffset) }] }],
        })
        await transaction.commit()
        committedOffset = nextOffset
      },
      [Symbol.asyncDispose]: () => producer.disconnect(),
    }
  } catch (error) {
    await producer.disconnect()
    throw error
  }
}

function byTopic(messages: readonly Routed[]) {
  return [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, routed]) => ({
    topic,
    messages: routed.map(({ message }) => message),
  }))
}

async function readCommittedOffset(
  admin: Admin,
  groupId: string,
  { topic, partition }: InputPartition,
): Promise<bigint> {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] })
  const offset = found?.partitions.find((entry) => entry.partition === partition)?.offset
  // Negative: the group has committed nothing yet, or kafkajs has put it back after records that are gone.
  return offset === undefined || offset.startsWith('-') ? 0n : BigInt(offset)
}
