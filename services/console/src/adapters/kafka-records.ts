/**
 * Reads a known part of some partitions once: from an offset up to where it ended when somebody looked. kafkajs reads in consumer
 * groups only, so each reading is a group of its own, which commits nothing and which Kafka forgets.
 */
import { randomUUID } from 'node:crypto'
import { consoleGroupPrefix } from '@calltrail/schemas'
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'

/** Offsets from `from` on, below `end`. */
export interface PartitionSpan {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly end: number
}

export interface Reading {
  readonly spans: readonly PartitionSpan[]
  /** Called with the records of one partition, in their order, and awaited before the next call. */
  readonly visit: (
    partition: { readonly topic: string; readonly partition: number },
    messages: readonly KafkaMessage[],
  ) => Promise<void>
  /** Also records of transactions that were aborted, which a reader that asks for no less can see. Default: committed ones only. */
  readonly withAborted?: boolean
  readonly signal: AbortSignal
  /** How long Kafka may be silent while records are missing. */
  readonly silenceMs: number
  /** Makes the error that says so. */
  readonly onSilence: () => Error
}

const heartbeatIntervalMs = 3_000
const fetchWaitMs = 200

/** Resolves when every span was visited to its end, and rejects with the signal's reason when it aborts. */
export async function readRecords(kafka: Kafka, reading: Reading): Promise<void> {
  const spans = reading.spans.filter(({ from, end }) => from < end)
  if (spans.length === 0) return
  const consumer = kafka.consumer({
    groupId: `${consoleGroupPrefix}${randomUUID()}`,
    readUncommitted: reading.withAborted ?? false,
    allowAutoTopicCreation: false,
    heartbeatInterval: heartbeatIntervalMs,
    maxWaitTimeInMs: fetchWaitMs,
  })
  try {
    await visitAll(consumer, spans, reading)
  } finally {
    await consumer.disconnect()
  }
}

async function visitAll(
  consumer: Consumer,
  spans: readonly PartitionSpan[],
  { visit, signal, silenceMs, onSilence }: Reading,
): Promise<void> {
  const progress = new Map(spans.map((span) => [nameOf(span), { next: span.from, end: span.end }]))
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>()
  // A rejection may come while the consumer is still joining; it is awaited below.
  finished.catch(() => {})
  const interrupt = () => reject(signal.reason as Error)
  signal.addEventListener('abort', interrupt, { once: true })
  if (signal.aborted) interrupt()
  const silence = setTimeout(() => reject(onSilence()), silenceMs)
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) reject(payload.error)
  })
  // Said of every batch, also of one of markers and aborted records only, which the handler does not get to see.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    silence.refresh()
    const partition = progress.get(nameOf(payload))
    if (!partition) return
    partition.next = Math.max(partition.next, Number(payload.lastOffset) + 1)
    if (partition.next >= partition.end) progress.delete(nameOf(payload))
    if (progress.size === 0) resolve()
  })

  let visiting: Promise<void> = Promise.resolve()
  async function eachBatch({ batch, heartbeat }: EachBatchPayload): Promise<void> {
    const partition = progress.get(nameOf(batch))
    if (!partition || signal.aborted) return
    const due = batch.messages.filter(
      ({ offset }) => Number(offset) >= partition.next && Number(offset) < partition.end,
    )
    if (due.length === 0) return
    const signOfLife = async () => {
      silence.refresh()
      await heartbeat()
    }
    // Not thrown: kafkajs would read the batch again.
    visiting = keepingAlive(signOfLife, visit(batch, due)).catch(reject)
    await visiting
  }

  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...new Set(spans.map(({ topic }) => topic))], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatch })
    for (const { topic, partition, from } of spans) consumer.seek({ topic, partition, offset: String(from) })
    await finished
  } finally {
    // Whoever is told that the reading is over may count on it that no visit goes on.
    await visiting
    clearTimeout(silence)
    signal.removeEventListener('abort', interrupt)
  }
}

function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`
}

/** A slow replay may take longer over a batch than the group waits for a sign of life. */
async function keepingAlive(signOfLife: () => Promise<void>, work: Promise<void>): Promise<void> {
  // One that fails means that the group is gone: then this batch is the last one, and the silence after it is noticed.
  const timer = setInterval(() => void signOfLife().catch(() => {}), heartbeatIntervalMs)
  try {
    await work
  } finally {
    clearInterval(timer)
  }
}
