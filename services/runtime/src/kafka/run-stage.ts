/**
 * The machine that enricher and sink share: it reads a topic and its retry tiers, lets the stage decide about each record, and
 * commits what was decided in one transaction per batch and input partition.
 */
import { retryTierCount } from '@calltrail/schemas'
import type { EventName } from '@calltrail/schemas'
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Logger } from 'pino'
import { z } from 'zod'
import { integer, key, textList } from '../config.ts'
import type { Config } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { openEventReader, openEventWriter } from '../registry/codec.ts'
import { processBatch } from './batch.ts'
import type { BatchContext, Stage } from './batch.ts'
import { notBefore } from './failure-headers.ts'
import type { InputPartition } from './partition-writer.ts'
import { openPartitionWriters } from './partition-writers.ts'
import type { PartitionWriters } from './partition-writers.ts'
import { Pauses } from './pauses.ts'

export const stageConfig = {
  retryDelaysMs: key({
    env: 'RETRY_DELAYS_MS',
    parse: textList.pipe(
      z.array(integer(0)).max(retryTierCount, `must have at most ${retryTierCount} entries`),
    ),
    fallback: [5_000, 60_000, 600_000],
    doc: 'Delay before each retry in milliseconds, comma-separated; after the last one a record is dead-lettered.',
  }),
  batchRecords: key({
    env: 'BATCH_RECORDS',
    parse: integer(1, 500),
    fallback: 200,
    doc: 'Most records of one partition that are processed and committed together.',
  }),
  outagePauseMs: key({
    env: 'OUTAGE_PAUSE_MS',
    parse: integer(1),
    fallback: 1_000,
    doc: 'Pause in milliseconds before a partition is tried again while a dependency is down.',
  }),
}

export interface StageDependencies {
  readonly kafka: Kafka
  readonly registry: SchemaRegistry
  readonly config: Config<typeof stageConfig>
  readonly log: Logger
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Called when the stage cannot go on; the process should end. */
  readonly onFatal: (error: unknown) => void
}

export interface RunningStage extends AsyncDisposable {
  /** True once partitions were assigned, until the stage stops. */
  isReady(): boolean
}

/** How long a process may be silent before its partitions go to others. A slow handler is not: heartbeats go out meanwhile. */
const sessionTimeoutMs = 30_000
const heartbeatIntervalMs = 3_000
/** A resumed partition waits for the fetch that is under way, so that one must not be long. */
const fetchWaitMs = 500

/** Starts the stage. Returns once the group was asked to be joined. */
export async function runStage<In extends EventName, Out extends EventName>(
  stage: Stage<In, Out>,
  { kafka, registry, config, log, now, onFatal }: StageDependencies,
): Promise<RunningStage> {
  const { input, output, retryTiers, stage: name, consumerGroup: groupId } = stage.topics
  const context: BatchContext<In, Out> = {
    stage,
    reader: openEventReader(registry, input),
    writer: await openEventWriter(registry, output),
    retryDelaysMs: config.retryDelaysMs,
    now,
    log,
  }

  await using cleanUpOnFailure = new AsyncDisposableStack()
  const admin = kafka.admin()
  await admin.connect()
  cleanUpOnFailure.defer(() => admin.disconnect())
  const writers = cleanUpOnFailure.use(openPartitionWriters(kafka, admin, name, groupId))
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatIntervalMs,
    maxWaitTimeInMs: fetchWaitMs,
    allowAutoTopicCreation: false,
    readUncommitted: false,
  })
  const pauses = new Pauses(now)
  cleanUpOnFailure.defer(() => consumer.disconnect())
  cleanUpOnFailure.defer(() => pauses.cancel())

  let ready = false
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    ready = true
    void takeOver(writers, assignedPartitions(payload.memberAssignment), input.name)
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    ready = false
    if (!payload.restart) onFatal(payload.error)
  })

  await consumer.connect()
  await consumer.subscribe({ topics: [input.name, ...retryTiers], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: input.partitions,
    eachBatch: (payload) => consumeBatch(payload, { context, writers, pauses, config, onFatal }),
  })

  const cleanUp = cleanUpOnFailure.move()
  return {
    isReady: () => ready,
    async [Symbol.asyncDispose]() {
      ready = false
      await cleanUp.disposeAsync()
    },
  }
}

interface BatchTools<In extends EventName, Out extends EventName> {
  readonly context: BatchContext<In, Out>
  readonly writers: PartitionWriters
  readonly pauses: Pauses
  readonly config: Config<typeof stageConfig>
  readonly onFatal: (error: unknown) => void
}

async function consumeBatch<In extends EventName, Out extends EventName>(
  { batch, resolveOffset, heartbeat, pause, isRunning, isStale }: EachBatchPayload,
  { context, writers, pauses, config, onFatal }: BatchTools<In, Out>,
): Promise<void> {
  const input = { topic: batch.topic, partition: batch.partition }
  // A process that was stopped for long may have lost its partitions unawares: it must learn that before it fences their new owner.
  await heartbeat()
  const writer = await writers.of(input)
  const fresh = batch.messages.filter(({ offset }) => BigInt(offset) >= writer.committedOffset)
  if (fresh.length === 0) resolveOffset(batch.lastOffset())

  let next = 0
  while (next < fresh.length && isRunning() && !isStale()) {
    const due = dueHead(fresh.slice(next, next + config.batchRecords), context.now())
    if (due.length === 0) {
      pauses.resumeAt(notBefore(fresh[next]!.headers), pause())
      return
    }
    const last = due.at(-1)!.offset
    try {
      const work = processBatch(context, due, input).then((routed) =>
        writer.commit(routed, BigInt(last) + 1n),
      )
      await keepAlive(heartbeat, work)
    } catch (error) {
      if (!(error instanceof PipelineError)) {
        await writers.discard(input)
        throw error
      }
      if (error.disposition === 'stop') onFatal(error)
      else context.log.error({ err: error, ...input }, 'waiting')
      pauses.resumeAt(context.now() + config.outagePauseMs, pause())
      return
    }
    resolveOffset(last)
    next += due.length
    await heartbeat()
  }
}

/** The records up to the first one that must still wait. */
function dueHead(messages: readonly KafkaMessage[], now: number): readonly KafkaMessage[] {
  const firstEarly = messages.findIndex(({ headers }) => notBefore(headers) > now)
  return firstEarly === -1 ? messages : messages.slice(0, firstEarly)
}

/** Sends heartbeats while `work` is under way. A lost membership is reported when the work is done. */
async function keepAlive(heartbeat: () => Promise<void>, work: Promise<void>): Promise<void> {
  let lost: unknown
  const timer = setInterval(
    () => void heartbeat().catch((error: unknown) => (lost = error)),
    heartbeatIntervalMs,
  )
  try {
    await work
  } finally {
    clearInterval(timer)
  }
  if (lost !== undefined) throw lost as Error
}

/**
 * Opens the writers of the main topic's partitions right away: a writer takes a while, which the first call after a quiet time would
 * have to wait. Those of retry tiers are opened when a record comes.
 */
async function takeOver(
  writers: PartitionWriters,
  assigned: readonly InputPartition[],
  mainTopic: string,
): Promise<void> {
  await writers.retain(assigned)
  const main = assigned.filter(({ topic }) => topic === mainTopic)
  // One that cannot be opened now is opened, or complained about, with its first batch.
  await Promise.allSettled(main.map((partition) => writers.of(partition)))
}

function assignedPartitions(assignment: Record<string, number[]>): InputPartition[] {
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  )
}
