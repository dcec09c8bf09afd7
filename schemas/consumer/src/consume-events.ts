import { setTimeout as sleep } from 'node:timers/promises'
import { openDecoder } from '@calltrail/schemas'
import { Kafka, logLevel, PartitionAssigners } from 'kafkajs'
import type { Consumer, EachBatchPayload, KafkaConfig, PartitionAssigner } from 'kafkajs'
import type { Contract } from './contract.ts'
import type { Hooks } from './failure.ts'
import { inTurn } from './in-turn.ts'
import { requireMendedLibraries } from './mended-libraries.ts'
import { warningOfOutages } from './outage-warning.ts'
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
  /**
   * How long the group waits for `onEvent` to finish when members come or go; 60,000 by default. What takes longer goes on, but its record is
   * given to another member as well.
   */
  readonly rebalanceTimeoutMs?: number
  /** How long to wait for an answer of the registry; 10,000 by default. */
  readonly registryTimeoutMs?: number
  /** How long a schema that the registry does not know is waited for, before its records are undecodable; 30,000 by default. */
  readonly unknownSchemaMs?: number
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
 * @returns once the consumer has joined its group, or, when Kafka went away meanwhile, tries to
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
    rebalanceTimeoutMs = 60_000,
    registryTimeoutMs = 10_000,
    unknownSchemaMs = 30_000,
    ...hooks
  } = options
  const heartbeatMs = sessionTimeoutMs / 10
  const stopping = new AbortController()
  const ended = Promise.withResolvers<void>()
  const lookUp = schemaLookup({ registryUrl, timeoutMs: registryTimeoutMs, unknownForMs: unknownSchemaMs })
  const decoder = openDecoder<Event>(
    contract.readerSchema,
    hooks.onWaiting ? lookUp : warningOfOutages(lookUp),
  )
  const { signal } = stopping
  const settling = { identity: contract.identity, decoder, seen, inTurn: inTurn(), hooks, groupId, wait }

  const consumer = new Kafka({ clientId: groupId, logLevel: logLevel.WARN, ...kafka }).consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    heartbeatInterval: heartbeatMs,
    readUncommitted: false,
    allowAutoTopicCreation: false,
    partitionAssigners: [joiningUnless(signal)],
    retry: {
      ...kafka.retry,
      restartOnFailure: async (error) =>
        !signal.aborted && ((await kafka.retry?.restartOnFailure?.(error)) ?? true),
    },
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
    const lost = new AbortController()
    const stopping = AbortSignal.any([signal, lost.signal])
    // It was fetched with others, which may have taken long: it may be another member's by now.
    await heartbeat()
    for (const message of batch.messages) {
      if (signal.aborted || !payload.isRunning() || payload.isStale()) return
      try {
        const settled = settleRecord(recordOf(batch, message), { ...settling, stopping })
        if (!(await beating(heartbeat, heartbeatMs, settled, lost))) break
      } catch (error) {
        // Not thrown, or kafkajs would read the record again and again; and not awaited, for it waits for this to return.
        void end(error as Error)
        return
      }
      resolveOffset(message.offset)
      await heartbeat()
      await payload.commitOffsetsIfNecessary()
    }
    // kafkajs then joins the group again.
    lost.signal.throwIfAborted()
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

/**
 * A disconnect that falls into a restart of kafkajs stops nothing: the restart would join the group all the same, and nobody would read what
 * it is given. This is asked before each join, and ends it.
 */
function joiningUnless(stopping: AbortSignal): PartitionAssigner {
  return (group) => {
    const assigner = PartitionAssigners.roundRobin(group)
    return {
      ...assigner,
      protocol(subscription) {
        stopping.throwIfAborted()
        return assigner.protocol(subscription)
      },
    }
  }
}

/** What was begun and cannot be finished leaves no connection behind. */
async function started(consumer: Consumer, start: () => Promise<void>): Promise<void> {
  try {
    await start()
  } catch (error) {
    // Why it failed to start matters, and not that it failed to leave as well.
    await consumer.disconnect().catch(() => undefined)
    throw error
  }
}

/**
 * A handler may take longer than the group waits for a sign of life.
 * @param lost is aborted when one was refused: members have come or gone, or Kafka is away. Who only waits is to give up then.
 */
async function beating<T>(
  heartbeat: () => Promise<void>,
  everyMs: number,
  work: Promise<T>,
  lost: AbortController,
): Promise<T> {
  const beats = setInterval(() => void heartbeat().catch((reason) => lost.abort(reason)), everyMs)
  try {
    return await work
  } finally {
    clearInterval(beats)
  }
}

async function wait(ms: number, stopping: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stopping }).catch(() => undefined)
}
