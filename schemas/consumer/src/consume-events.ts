import { setTimeout as sleep } from 'node:timers/promises'
import { openDecoder } from '@calltrail/schemas'
import { Kafka, logLevel } from 'kafkajs'
import type { Consumer, EachBatchPayload, KafkaConfig } from 'kafkajs'
import type { Contract } from './contract.ts'
import type { Hooks } from './failure.ts'
import { requireMendedLibraries } from './mended-libraries.ts'
import { recordOf } from './record.ts'
import { schemaLookup } from './schema-lookup.ts'
import { seenInMemory } from './seen-events.ts'
import type { SeenEvents } from './seen-events.ts'
import { settleRecord } from './settle-record.ts'

export interface ConsumerOptions<Event> extends Hooks<Event> {
  /** Brokers, `ssl` and `sasl`: what kafkajs takes. */
  readonly kafka: KafkaConfig
  /** Address of the schema registry's Confluent API; credentials may stand in it. */
  readonly registryUrl: string
  /** Members of one group share the partitions, and where they are. */
  readonly groupId: string
  /** Where the topic has another name than its contract says. */
  readonly topic?: string
  /** Where a group begins that was never there before: with what Kafka still has (the default), or with what is yet to come. */
  readonly begin?: 'earliest' | 'latest'
  /** What was handled before; by default what this process remembers, see {@link seenInMemory}. */
  readonly seen?: SeenEvents
  /** How many partitions are worked on side by side: `onEvent` then runs as often at once. 1 by default. */
  readonly partitionsAtOnce?: number
  /** After how long without a sign of life the group goes on without this process; 30,000 by default. A handler may take longer. */
  readonly sessionTimeoutMs?: number
  /** How long to wait for an answer of the registry; 10,000 by default. */
  readonly registryTimeoutMs?: number
}

export interface EventConsumer extends AsyncDisposable {
  /**
   * Resolves after `stop`. Rejects when the consumer has ended by itself: with ConsumerStopped at a record that it may not pass, else with
   * kafkajs' error. Await it, or the process ends by an unhandled rejection.
   */
  readonly stopped: Promise<void>
  /** Lets `onEvent` finish what it has begun, commits that, and leaves the group. */
  stop(): Promise<void>
}

/**
 * Consumes the events of a topic: committed ones only, each partition in its order, and each revision of an event once, as far as
 * `seen` remembers.
 * @returns once the consumer has joined its group
 * @throws {Error} when the installation lacks Calltrail's patches
 */
export async function consumeEvents<Event extends Identity, Identity extends object>(
  contract: Contract<Event, Identity>,
  {
    kafka,
    registryUrl,
    groupId,
    begin = 'earliest',
    seen = seenInMemory(),
    ...options
  }: ConsumerOptions<Event>,
): Promise<EventConsumer> {
  requireMendedLibraries()
  const {
    topic = contract.topic,
    partitionsAtOnce = 1,
    sessionTimeoutMs = 30_000,
    registryTimeoutMs = 10_000,
    ...hooks
  } = options
  const heartbeatMs = sessionTimeoutMs / 10
  const stopping = new AbortController()
  const ended = Promise.withResolvers<void>()
  const decoder = openDecoder<Event>(contract.readerSchema, schemaLookup(registryUrl, registryTimeoutMs))
  const { signal } = stopping
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined)
  const settling = { identity: contract.identity, decoder, seen, hooks, groupId, stopping: signal, wait }

  const consumer = new Kafka({ clientId: groupId, logLevel: logLevel.WARN, ...kafka }).consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    readUncommitted: false,
    allowAutoTopicCreation: false,
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) void end(payload.error)
  })

  async function end(cause?: Error): Promise<void> {
    if (signal.aborted) return
    stopping.abort()
    const failedToLeave = await consumer.disconnect().then(
      () => undefined,
      (reason: Error) => reason,
    )
    const reason = cause ?? failedToLeave
    if (reason) ended.reject(reason)
    else ended.resolve()
  }

  async function eachBatch({ batch, heartbeat, resolveOffset, ...payload }: EachBatchPayload): Promise<void> {
    for (const message of batch.messages) {
      if (signal.aborted || !payload.isRunning() || payload.isStale()) return
      try {
        if (!(await beating(heartbeat, heartbeatMs, settleRecord(recordOf(batch, message), settling)))) return
      } catch (error) {
        // Not thrown, or kafkajs would read the record again and again; and not awaited, for it waits for this to return.
        void end(error as Error)
        return
      }
      resolveOffset(message.offset)
      await heartbeat()
      await payload.commitOffsetsIfNecessary()
    }
  }

  await started(consumer, async () => {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: begin === 'earliest' })
    await consumer.run({
      eachBatchAutoResolve: false,
      autoCommitInterval: 1_000,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch,
    })
  })

  const stop = async () => {
    await end()
    // Of a consumer that had ended by itself, `stopped` tells.
    await ended.promise.catch(() => undefined)
  }
  return { stopped: ended.promise, stop, [Symbol.asyncDispose]: stop }
}

/** What was begun and cannot be finished leaves no connection behind. */
async function started(consumer: Consumer, start: () => Promise<void>): Promise<void> {
  try {
    await start()
  } catch (error) {
    await consumer.disconnect()
    throw error
  }
}

/** A handler may take longer than the group waits for a sign of life. */
async function beating<T>(heartbeat: () => Promise<void>, everyMs: number, work: Promise<T>): Promise<T> {
  // When the group has gone on without us, the next heartbeat that is awaited says so.
  const beats = setInterval(() => void heartbeat().catch(() => undefined), everyMs)
  try {
    return await work
  } finally {
    clearInterval(beats)
  }
}
