/**
 * What is needed to forget a person.
 */
import { connectRegistry, loadConfig } from '@calltrail/runtime'
import { openKafka } from '../adapters/console-kafka.ts'
import { openKafkaDeadLetterArchive } from '../adapters/kafka-dead-letter-archive.ts'
import { openKafkaDeadLetterJournal } from '../adapters/kafka-dead-letter-journal.ts'
import { openKafkaHeldRecords } from '../adapters/kafka-held-records.ts'
import { watchConfig } from '../config.ts'
import type { Console } from '../console.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { DeadLetterJournal } from '../ports/dead-letter-journal.ts'
import type { HeldRecords } from '../ports/held-records.ts'
import { unlessAborted } from '../unless-aborted.ts'

export interface ForgetDesk {
  readonly records: HeldRecords
  readonly archive: Pick<DeadLetterArchive, 'readResolutions'>
  /** Opens the journal, which shuts out every other console that writes. */
  openJournal(): Promise<DeadLetterJournal>
  /** For how long the enricher tells copies of a call, milliseconds. */
  readonly copyWindowMs: number
}

/** @throws {ConfigError} */
export async function openForgetDesk({ env, signal }: Console): Promise<ForgetDesk & AsyncDisposable> {
  const config = loadConfig(watchConfig, env)
  const { kafkaBrokers: brokers, dedupeWindowSeconds } = config
  await using owned = new AsyncDisposableStack()
  const kafka = await unlessAborted(openKafka(config, 'forget'), signal)
  const registry = connectRegistry(config)
  const archive = owned.use(await unlessAborted(openKafkaDeadLetterArchive(kafka, brokers), signal))
  const records = owned.use(await unlessAborted(openKafkaHeldRecords({ kafka, brokers, registry }), signal))
  const kept = owned.move()
  return {
    records,
    archive,
    openJournal: () => unlessAborted(openKafkaDeadLetterJournal(kafka, brokers), signal),
    copyWindowMs: dedupeWindowSeconds * 1_000,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
