/**
 * What is needed to see how Calltrail is.
 */
import { connectRegistry, loadConfig } from '@calltrail/runtime'
import type { Config } from '@calltrail/runtime'
import { openKafka } from '../adapters/console-kafka.ts'
import { openKafkaCallRecords } from '../adapters/kafka-call-records.ts'
import { openKafkaDeadLetterArchive } from '../adapters/kafka-dead-letter-archive.ts'
import { openKafkaStageQueues } from '../adapters/kafka-stage-queues.ts'
import { watchConfig } from '../config.ts'
import type { Console } from '../console.ts'
import type { CallRecords } from '../ports/call-records.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { StageQueues } from '../ports/stage-queues.ts'
import { unlessAborted } from '../unless-aborted.ts'

export interface WatchDesk {
  readonly records: CallRecords
  readonly archive: DeadLetterArchive
  readonly queues: StageQueues
}

/** @throws {ConsoleError} when Kafka does not answer */
export async function openWatchDesk(
  config: Config<typeof watchConfig>,
  signal: AbortSignal,
): Promise<WatchDesk & AsyncDisposable> {
  await using owned = new AsyncDisposableStack()
  const { kafkaBrokers: brokers } = config
  const kafka = await unlessAborted(openKafka(config), signal)
  const registry = connectRegistry(config)
  const archive = owned.use(await unlessAborted(openKafkaDeadLetterArchive(kafka, brokers), signal))
  const queues = owned.use(await unlessAborted(openKafkaStageQueues(kafka, brokers), signal))
  const records = owned.use(await unlessAborted(openKafkaCallRecords({ kafka, brokers, registry }), signal))
  const kept = owned.move()
  return { records, archive, queues, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** For a verb, which reads its variables itself. @throws {ConfigError} */
export async function openWatchDeskFor({
  env,
  signal,
}: Console): Promise<WatchDesk & AsyncDisposable & { readonly config: Config<typeof watchConfig> }> {
  const config = loadConfig(watchConfig, env)
  return Object.assign(await openWatchDesk(config, signal), { config })
}
