/**
 * What the verbs about dead letters work with.
 */
import { connectKafka, connectRegistry, kafkaConfig, loadConfig } from '@calltrail/runtime'
import type { Config } from '@calltrail/runtime'
import type { Kafka } from 'kafkajs'
import { pino } from 'pino'
import { openKafkaDeadLetterArchive } from '../adapters/kafka-dead-letter-archive.ts'
import { openKafkaDeadLetterJournal } from '../adapters/kafka-dead-letter-journal.ts'
import { registryPayloadCodec } from '../adapters/registry-payload-codec.ts'
import { consoleConfig } from '../config.ts'
import type { Console } from '../console.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { DeadLetterJournal } from '../ports/dead-letter-journal.ts'
import type { PayloadCodec } from '../ports/payload-codec.ts'

/** For reading what needs no decoding. */
export interface Desk extends AsyncDisposable {
  readonly archive: DeadLetterArchive
  /** Opens the journal, which shuts out every other console that writes. */
  openJournal(): Promise<DeadLetterJournal>
}

/** @throws {ConfigError} */
export async function openDesk({ env }: Console): Promise<Desk> {
  return deskOf(loadConfig(kafkaConfig, env))
}

/** @throws {ConfigError} */
export async function openDeskWithCodec({ env }: Console): Promise<Desk & { readonly codec: PayloadCodec }> {
  const config = loadConfig(consoleConfig, env)
  const desk = await deskOf(config)
  return Object.assign(desk, { codec: registryPayloadCodec(connectRegistry(config)) })
}

async function deskOf({ kafkaBrokers }: Config<typeof kafkaConfig>): Promise<Desk> {
  // What goes wrong is said once, in words: not at every attempt.
  const kafka: Kafka = connectKafka({ kafkaBrokers }, 'calltrail-console', pino({ enabled: false }))
  const archive = await openKafkaDeadLetterArchive(kafka, kafkaBrokers)
  return {
    archive,
    openJournal: () => openKafkaDeadLetterJournal(kafka, kafkaBrokers),
    [Symbol.asyncDispose]: () => archive[Symbol.asyncDispose](),
  }
}
