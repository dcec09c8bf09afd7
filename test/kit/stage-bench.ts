/**
 * A stage on the real broker with a handler of the test's choice.
 */
import {
  connectKafka,
  connectProducer,
  connectRegistry,
  eventHeaders,
  openEventReader,
  openEventWriter,
  runStage,
} from '@calltrail/runtime'
import type { RunningStage, Stage } from '@calltrail/runtime'
import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import type { Message } from 'kafkajs'
import { pino } from 'pino'
import { watchTopics } from './event-watch.ts'
import type { EventWatch } from './event-watch.ts'
import type { StackAddresses } from './shared-stack.ts'
import { createStageTopics } from './test-stage.ts'
import type { TestStageTopics } from './test-stage.ts'

export type TestHandler = Stage<'calls.ended.v1', 'calls.enriched.v1'>['process']

export interface StageBench extends AsyncDisposable {
  readonly topics: TestStageTopics
  /** Watches the stage's output and dead letters. */
  readonly watch: EventWatch
  publish(...calls: readonly CallEnded[]): Promise<void>
  publishRaw(message: Message): Promise<void>
  /** Starts one more process of the stage. */
  run(handler: TestHandler, config?: Partial<StageBenchConfig>): Promise<RunningStage>
  encode(call: CallEnded): Promise<Buffer>
  decode(value: Buffer | null): Promise<CallEnriched>
}

export interface StageBenchConfig {
  readonly retryDelaysMs: number[]
  readonly batchRecords: number
  readonly outagePauseMs: number
}

const quick: StageBenchConfig = { retryDelaysMs: [50, 50, 50], batchRecords: 200, outagePauseMs: 50 }

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
  const watch = cleanUp.use(await watchTopics(kafka, [topics.output.name, topics.deadLetters]))
  const owned = cleanUp.move()

  async function publishAll(messages: Message[]): Promise<void> {
    await producer.send({ topic: topics.input.name, messages, acks: -1 })
  }

  return {
    topics,
    watch,
    publishRaw: (message) => publishAll([message]),
    async publish(...calls) {
      const messages = calls.map(async (call) => ({
        key: topics.input.key(call),
        value: await writer.encode(call),
        headers: eventHeaders(topics.input.event, call.eventId, '/calltrail/test', Date.now()),
      }))
      await publishAll(await Promise.all(messages))
    },
    async run(handler, config = {}) {
      const onFatal = (error: unknown) => {
        throw error as Error
      }
      const stage = { topics, process: handler }
      return owned.use(
        await runStage(stage, {
          kafka,
          registry,
          log,
          now: Date.now,
          onFatal,
          config: { ...quick, ...config },
        }),
      )
    },
    encode: (call) => writer.encode(call),
    decode: (value) => reader.decode(value),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
