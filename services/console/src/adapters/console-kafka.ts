import { connectKafka, kafkaAccess, proveToken } from '@calltrail/runtime'
import type { KafkaAddress } from '@calltrail/runtime'
import { rightsOf } from '@calltrail/schemas'
import type { PrincipalName } from '@calltrail/schemas'
import type { Kafka } from 'kafkajs'
import { pino } from 'pino'
import { noToken, withinDeadline } from './kafka-failure.ts'

const answerDeadlineMs = 10_000

/**
 * Kafka, of which it is known what it lets the console do. A topic or group that it may not see is in none of its lists, and would seem not
 * to exist.
 * @param principal whose rights are needed; to look, the monitor's
 * @throws an error for people: that Kafka does not answer, or what it refuses
 */
export async function openKafka(config: KafkaAddress, principal: PrincipalName = 'monitor'): Promise<Kafka> {
  await proveToken(config).catch((error: unknown) => {
    throw noToken(error)
  })
  // What goes wrong is said once, in words: not at every attempt.
  const kafka = connectKafka(config, 'calltrail-console', pino({ enabled: false }))
  await proveRights(kafka, principal, config.kafkaBrokers)
  return kafka
}

/** @throws an error for people */
export async function proveRights(
  kafka: Kafka,
  principal: PrincipalName,
  brokers: readonly string[],
): Promise<void> {
  await withinDeadline(kafkaAccess(kafka, rightsOf(principal)).prove(), answerDeadlineMs, brokers)
}
