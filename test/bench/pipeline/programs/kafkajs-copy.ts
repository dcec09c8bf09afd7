/**
 * The least that a stage can be, by kafkajs: it copies records of one topic to another, exactly once. As our stages, it has a transactional
 * producer for each partition, which commits what was read together with what was written.
 */
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import type { EachBatchPayload, KafkaMessage, Producer } from 'kafkajs'
import { announce } from './announce.ts'

const [brokers = '', groupId = '', source = '', target = '', recordsOfTransaction = ''] =
  process.argv.slice(2)
const most = Number(recordsOfTransaction)
const partitionCount = 12

const kafka = new Kafka({
  clientId: 'kafkajs-copy',
  brokers: brokers.split(','),
  // Of a transaction that comes too early after another one it tells each time.
  logLevel: logLevel.NOTHING,
  // By default a transaction that follows another one at once waits for 300 ms.
  retry: { initialRetryTime: 5, retries: 12 },
})
const producers = await Promise.all(
  Array.from({ length: partitionCount }, async (_, partition) => {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      transactionalId: `${groupId}-${partition}`,
      idempotent: true,
      maxInFlightRequests: 1,
    })
    await producer.connect()
    return producer
  }),
)
const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250, readUncommitted: false })
consumer.on('consumer.crash', ({ payload }) => {
  console.error(payload.error)
  process.exit(1)
})
await consumer.connect()
await consumer.subscribe({ topics: [source], fromBeginning: true })
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: partitionCount,
  eachBatch: copyBatch,
})
announce({})

async function copyBatch({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
  const producer = producers[batch.partition]!
  for (let start = 0; start < batch.messages.length; start += most) {
    const messages = batch.messages.slice(start, start + most)
    await copy(producer, batch.partition, messages)
    resolveOffset(messages.at(-1)!.offset)
    await heartbeat()
  }
}

async function copy(producer: Producer, partition: number, messages: readonly KafkaMessage[]): Promise<void> {
  const copies = messages.map(({ key, value, headers = {} }) => ({ key, value, headers }))
  const offset = String(BigInt(messages.at(-1)!.offset) + 1n)
  const transaction = await producer.transaction()
  try {
    await transaction.send({ topic: target, messages: copies, acks: -1 })
    await transaction.sendOffsets({
      consumerGroupId: groupId,
      topics: [{ topic: source, partitions: [{ partition, offset }] }],
    })
    await transaction.commit()
  } catch (error) {
    await transaction.abort()
    throw error
  }
}
