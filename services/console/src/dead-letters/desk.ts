/**
 * What the verbs about dead letters work with.
 */
import { connectRegistry, kafkaConfig, loadConfig } from '@calltrail/runtime'
import type { Config } from '@calltrail/runtime'
import { openKafka, proveRights } from '../adapters/console-kafka.ts'
import { openKafkaDeadLetterArchive } from '../adapters/kafka-dead-letter-archive.ts'
import { openKafkaDeadLetterJournal } from '../adapters/kafka-dead-letter-journal.ts'
import { registryPayloadCodec } from '../adapters/registry-payload-codec.ts'
import { kafkaReaderConfig } from '../config.ts'
import type { Console } from '../console.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { DeadLetterJournal } from '../ports/dead-letter-journal.ts'
import type { PayloadCodec } from '../ports/payload-codec.ts'
import { unlessAborted } from '../unless-aborted.ts'

/** For reading what needs no decoding. */
export interface Desk extends AsyncDisposable {
  readonly archive: DeadLetterArchive
  /** Opens the journal, which shuts out every other console that writes. */
  openJournal(): Promise<DeadLetterJournal>
}

/** @throws {ConfigError} */
export async function openDesk({ env, signal }: Console): Promise<Desk> {
  return deskOf(loadConfig(kafkaConfig, env), signal)
}

/** @throws {ConfigError} */
export async function openDeskWithCodec({
  env,
  signal,
}: Console): Promise<Desk & { readonly codec: PayloadCodec }> {
  const config = loadConfig(kafkaReaderConfig, env)
  const desk = await deskOf(config, signal)
  return Object.assign(desk, { codec: registryPayloadCodec(connectRegistry(config)) })
}

async function deskOf(config: Config<typeof kafkaConfig>, signal: AbortSignal): Promise<Desk> {
  const { kafkaBrokers } = config
  const kafka = await unlessAborted(openKafka(config), signal)
  const archive = await unlessAborted(openKafkaDeadLetterArchive(kafka, kafkaBrokers), signal)
  return {
    archive,
    async openJournal() {
      await unlessAborted(proveRights(kafka, 'console', kafkaBrokers), signal)
      return unlessAborted(openKafkaDeadLetterJournal(kafka, kafkaBrokers), signal)
    },
    [Symbol.asyncDispose]: () => archive[Symbol.asyncDispose](),
  }
}
