/**
 * The machine that enricher and sink share: it reads a topic and its retry tiers, lets the stage decide about each record, and
 * commits what was decided in one transaction per batch and input partition.
 */
import { stageRights } from '@calltrail/schemas'
import type { EventName, Events } from '@calltrail/schemas'
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import type { Meter } from '@opentelemetry/api'
import type { Admin, Kafka } from 'kafkajs'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { sparingly } from '../logging/sparingly.ts'
import { openOnce } from '../open-once.ts'
import type { Circuits } from '../outage/circuits.ts'
import { openEventReader } from '../registry/codec.ts'
import { kafkaAccess } from './access.ts'
import { StageAccounts } from './accounts.ts'
import type { BatchContext } from './batch.ts'
import { followAssignments, membershipOf } from './group-membership.ts'
import { openPartitionWriter } from './partition-writer.ts'
import type { InputPartition } from './partition-writer.ts'
import { PartitionSessions } from './partition-sessions.ts'
import { openPublisher, viewOn } from './publication.ts'
import { longestWaitMs } from './retry-policy.ts'
import type { stageConfig } from './stage-config.ts'
import type { Stage } from './stage.ts'

export interface StageDependencies {
  readonly kafka: Kafka
  readonly registry: SchemaRegistry
  readonly circuits: Circuits
  readonly config: Config<typeof stageConfig>
  readonly log: Logger
  readonly meter: Meter
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Called when the stage cannot go on; the process should end. */
  readonly onFatal: (error: unknown) => void
}

export interface RunningStage extends AsyncDisposable {
  /** True once partitions were assigned, until the stage stops. */
  isReady(): boolean
  /** False when the stage is stuck, so that a restart helps. */
  isLive(): boolean
}

/** Of a kind, for all partitions together. */
const linesPerMinute = 6
/** A resumed partition waits for the fetch that is under way, so that one must not be long. */
const fetchWaitMs = 250
/**
 * Of one partition, at once: some hundred records, of each of which kafkajs makes twenty objects. A single record that is larger is
 * fetched all the same, when no other partition comes before it; those are paused when they have enough.
 */
const fetchBytes = 262_144
/** What a transaction may hold for one output partition; brokers take a megabyte at once, and enriching adds to it. */
const sliceBytes = 400_000

/**
 * Starts the stage. Returns once the group was asked to be joined.
 * @throws {PipelineError} SCHEMA_NOT_REGISTERED; and what {@link kafkaAccess} throws, before anything is consumed
 */
export async function runStage<In extends EventName, Out extends EventName>(
  stage: Stage<In, Out>,
  dependencies: StageDependencies,
): Promise<RunningStage> {
  const { kafka, circuits, config, now } = dependencies
  const { input, retryTiers, followUpTiers, stage: name, consumerGroup: groupId } = stage.topics
  const access = kafkaAccess(kafka, stageRights(stage.topics, stage.views?.map(({ topic }) => topic) ?? []))
  const onFatal = (error: unknown) => void endFor(error)
  async function endFor(error: unknown): Promise<void> {
    dependencies.onFatal(await access.explained(error))
  }
  const context = await batchContext(stage, dependencies)
  await access.prove()

  await using cleanUpOnFailure = new AsyncDisposableStack()
  const admin = kafka.admin()
  await admin.connect()
  cleanUpOnFailure.defer(() => admin.disconnect())
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: config.sessionTimeoutMs,
    // Members answer a rebalance within a fetch; who does not is dead.
    rebalanceTimeout: config.sessionTimeoutMs,
    heartbeatInterval: config.sessionTimeoutMs / 10,
    maxWaitTimeInMs: fetchWaitMs,
    maxBytesPerPartition: fetchBytes,
    allowAutoTopicCreation: false,
    readUncommitted: false,
  })
  cleanUpOnFailure.defer(() => consumer.disconnect())
  const membership = membershipOf(consumer, config.sessionTimeoutMs, now)
  const sessions = cleanUpOnFailure.use(
    new PartitionSessions({
      context,
      circuits,
      sliceLimits: { records: config.batchRecords, bytes: sliceBytes },
      outagePauseMs: config.outagePauseMs,
      openWriter: (partition) => openPartitionWriter(kafka, admin, name, groupId, partition),
      offsetAt: (partition, time) => offsetAt(admin, partition, time),
      seek: ({ topic, partition }, offset) => consumer.seek({ topic, partition, offset: String(offset) }),
      isMember: membership.isMember,
      onFatal,
    }),
  )

  const assignments = followAssignments(consumer, sessions, input.name, onFatal)

  await consumer.connect()
  await consumer.subscribe({ topics: [input.name, ...retryTiers, ...followUpTiers], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: input.partitions,
    eachBatch: async (payload) => {
      // A process that was stopped for long may have lost its partitions unawares: it must learn that before it fences their new owner.
      await payload.heartbeat()
      const session = sessions.get(payload.batch)
      if (session) session.take(payload)
      else payload.pause()
    },
  })

  const cleanUp = cleanUpOnFailure.move()
  return {
    isReady: assignments.isReady,
    isLive: membership.isLive,
    async [Symbol.asyncDispose]() {
      assignments.stop()
      await cleanUp.disposeAsync()
    },
  }
}

async function batchContext<In extends EventName, Out extends EventName>(
  stage: Stage<In, Out>,
  { registry, circuits, config, now, log, meter }: StageDependencies,
): Promise<BatchContext<In, Out>> {
  const circuit = circuits.of('schema-registry')
  const output = viewOn(stage.topics.output, (event: Events[Out]) => event)
  const publisher = openOnce(() => openPublisher(registry, [output, ...(stage.views ?? [])], circuit))
  // What is not there yet is waited for with the first batch; what is wrong is said at once.
  await publisher().catch((error: unknown) => {
    if (!(error instanceof PipelineError && error.disposition === 'outage')) throw error
  })
  return {
    stage,
    reader: openEventReader(registry, stage.topics.input, circuit),
    publisher,
    policy: config,
    longestWaitMs: longestWaitMs([...config.retryDelaysMs, ...(stage.followUpDelaysMs ?? [])]),
    handlerDeadlineMs: config.handlerTimeoutMs,
    accounts: new StageAccounts(stage, meter, log),
    fewLines: sparingly({ perMinute: linesPerMinute })(log),
    now,
    log,
  }
}

async function offsetAt(admin: Admin, { topic, partition }: InputPartition, time: number): Promise<bigint> {
  const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, time)
  return BigInt(offsets.find((entry) => entry.partition === partition)?.offset ?? 0)
}
