import { producerDefaults } from '@calltrail/runtime'
import { consoleTransactionalId, deadLetterResolutions } from '@calltrail/schemas'
import type { Kafka, Message, Transaction } from 'kafkajs'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import type { ReplayedRecord } from '../domain/replay.ts'
import { writtenResolution } from '../domain/resolution.ts'
import type { Resolution } from '../domain/resolution.ts'
import type { DeadLetterJournal } from '../ports/dead-letter-journal.ts'
import { inWords, withinDeadline } from './kafka-failure.ts'

const deadlineMs = 30_000

/** Replayed records and their resolutions become visible together, or not at all: a Kafka transaction. */
export async function openKafkaDeadLetterJournal(
  kafka: Kafka,
  brokers: readonly string[],
): Promise<DeadLetterJournal> {
  const producer = kafka.producer({
    ...producerDefaults,
    transactionalId: consoleTransactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    // What a killed console leaves open holds up the stage's retries for no longer than this.
    transactionTimeout: 15_000,
  })
  await withinDeadline(producer.connect(), deadlineMs, brokers)
  // kafkajs takes the producer's epoch with its first transaction.
  let prepared: Transaction | undefined = await withinDeadline(producer.transaction(), deadlineMs, brokers)

  return {
    async commit(records, resolutions) {
      const transaction = prepared ?? (await producer.transaction())
      prepared = undefined
      try {
        const topicMessages = [...recordMessages(records), resolutionMessages(resolutions)]
        await withinDeadline(transaction.sendBatch({ topicMessages, acks: -1 }), deadlineMs, brokers)
        await withinDeadline(transaction.commit(), deadlineMs, brokers)
      } catch (error) {
        // Where it cannot be aborted, Kafka does so after the transaction's time-out, or when the next console opens.
        await withinDeadline(transaction.abort(), deadlineMs, brokers).catch(() => {})
        throw isShutOut(error) ? shutOut(error) : inWords(error, brokers)
      }
    },
    [Symbol.asyncDispose]: () => producer.disconnect(),
  }
}

function recordMessages(records: readonly ReplayedRecord[]): { topic: string; messages: Message[] }[] {
  return [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, group]) => ({
    topic,
    messages: group.map(({ key, value, headers }) => ({
      key,
      value,
      headers,
      // kafkajs would draw a new partition for a keyless record on each of its own retries, and lose it.
      ...(key === null ? { partition: 0 } : {}),
    })),
  }))
}

function resolutionMessages(resolutions: readonly Resolution[]): { topic: string; messages: Message[] } {
  return { topic: deadLetterResolutions.name, messages: resolutions.map(writtenResolution) }
}

function isShutOut(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('type' in error && error.type === 'INVALID_PRODUCER_EPOCH') || isShutOut(error.cause)
}

function shutOut(cause: unknown): ConsoleError {
  const message =
    'Another console has taken over in the meantime, and this one stops. Run this again when that one is done: it goes on with what is still open.'
  return new ConsoleError(exitCodes.failed, message, { cause })
}
