/**
 * A stage on the real broker with a handler of the test's choice.
 */
import {
  Circuits,
  connectKafka,
  connectProducer,
  connectRegistry,
  eventHeaders,
  openEventReader,
  openEventWriter,
  runStage,
} from '@calltrail/runtime'
import type { Outcome, RunningStage, Stage } from '@calltrail/runtime'
import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { createNoopMeter } from '@opentelemetry/api'
import type { Kafka, Message } from 'kafkajs'
import { pino } from 'pino'
import { watchTopics } from './event-watch.ts'
import type { EventWatch, WatchedRecord } from './event-watch.ts'
import type { StackAddresses } from './shared-stack.ts'
import { createStageTopics } from './test-stage.ts'
import type { TestStageTopics } from './test-stage.ts'

export type TestHandler = TestStage['process']

/** The outcome of a call with which nothing is wrong. */
export function emitted(call: CallEnded): Outcome<CallEnriched> {
  const { eventId, conversationId, attributes, receivedAt } = call
  return { kind: 'emit', event: enrichedCall({ eventId, conversationId, attributes, receivedAt }) }
}

export const emitAll: TestHandler = async (calls) => calls.map(emitted)

export interface StageBench extends AsyncDisposable {
  readonly kafka: Kafka
  readonly topics: TestStageTopics
  /** Watches the stage's output and dead letters. */
  readonly watch: EventWatch
  isOutput(record: WatchedRecord): boolean
  isDeadLetter(record: WatchedRecord): boolean
  publish(...calls: readonly CallEnded[]): Promise<void>
  publishRaw(message: Message): Promise<void>
  /** Starts one more process of the stage. */
  run(handler: TestHandler, options?: RunOptions): Promise<RunningStage>
  encode(call: CallEnded): Promise<Buffer>
  decode(value: Buffer | null): Promise<CallEnriched>
}

type TestStage = Stage<'calls.ended.v1', 'calls.enriched.v1'>
type StageConfig = Parameters<typeof runStage>[1]['config']

export interface RunOptions extends Partial<StageConfig> {
  readonly copies?: TestStage['copies']
  readonly views?: TestStage['views']
  readonly followUpDelaysMs?: TestStage['followUpDelaysMs']
  readonly registry?: ReturnType<typeof connectRegistry>
  /** Told every line that the stage logs. */
  readonly onLogLine?: (line: string) => void
  /** Told when the stage says that it cannot go on. Without it, that is an error of the test. */
  readonly onFatal?: (error: unknown) => void
  readonly circuits?: Circuits
}

const quick: StageConfig = {
  retryDelaysMs: [50, 50, 50],
  retryJitterPercent: 0,
  retryMaxAgeMs: 3_600_000,
  batchRecords: 200,
  handlerTimeoutMs: 60_000,
  sessionTimeoutMs: 30_000,
  outagePauseMs: 50,
  outageMaxPauseMs: 200,
}

function unexpected(error: unknown): never {
  throw error as Error
}

export async function openStageBench(
  { kafkaBrokers, schemaRegistryUrl }: StackAddresses,
  partitions = 1,
): Promise<StageBench> {
  await using cleanUp = new AsyncDisposableStack()
  const log = pino({ enabled: false })
  const kafka = connectKafka({ kafkaBrokers: kafkaBrokers.split(',') }, 'calltrail-test', log)
  const registry = connectRegistry({ schemaRegistryUrl })
  const topics = await createStageTopics(kafka, partitions)
  const producer = cleanUp.use(await connectProducer(kafka))
  const writer = await openEventWriter(registry, topics.input)
  const reader = openEventReader(registry, topics.output)
  const watch = cleanUp.use(
    await watchTopics(kafka, [
      topics.output.name,
      ...topics.views.map(({ name }) => name),
      topics.deadLetters,
    ]),
  )
  const owned = cleanUp.move()

  async function publishAll(messages: Message[]): Promise<void> {
    await producer.send({ topic: topics.input.name, messages, acks: -1 })
  }

  return {
    kafka,
    topics,
    watch,
    isOutput: ({ topic }) => topic === topics.output.name,
    isDeadLetter: ({ topic }) => topic === topics.deadLetters,
    publishRaw: (message) => publishAll([message]),
    async publish(...calls) {
      const messages = calls.map(async (call) => ({
        key: topics.input.key(call),
        value: await writer.encode(call),
        headers: eventHeaders(topics.input.event, call.eventId, '/calltrail/test', Date.now()),
      }))
      await publishAll(await Promise.all(messages))
    },
    async run(process, options = {}) {
      const {
        copies,
        views,
        followUpDelaysMs,
        onFatal = unexpected,
        circuits,
        registry: given,
        onLogLine,
        ...changes
      } = options
      const config = { ...quick, ...changes }
      const stageLog = onLogLine ? pino({}, { write: onLogLine }) : log
      return owned.use(
        await runStage(
          {
            topics,
            process,
            ...(copies && { copies }),
            ...(views && { views }),
            ...(followUpDelaysMs && { followUpDelaysMs }),
          },
          {
            kafka,
            registry: given ?? registry,
            circuits: circuits ?? new Circuits(config, stageLog),
            config,
            log: stageLog,
            meter: createNoopMeter(),
            now: Date.now,
            onFatal,
          },
        ),
      )
    },
    encode: (call) => writer.encode(call),
    decode: (value) => reader.decode(value),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
