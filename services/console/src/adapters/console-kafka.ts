import { connectKafka, kafkaAccess } from '@calltrail/runtime'
import type { KafkaAddress } from '@calltrail/runtime'
import { rightsOf } from '@calltrail/schemas'
import type { PrincipalName } from '@calltrail/schemas'
import type { Kafka } from 'kafkajs'
import { pino } from 'pino'
import { withinDeadline } from './kafka-failure.ts'

const answerDeadlineMs = 10_000

/**
 * Kafka, of which it is known that it lets the console look. Without that right a topic is not in its list, and would seem not to exist.
 * @throws an error for people: that Kafka does not answer, or what it refuses
 */
export async function openKafka(config: KafkaAddress): Promise<Kafka> {
  // What goes wrong is said once, in words: not at every attempt.
  const kafka = connectKafka(config, 'calltrail-console', pino({ enabled: false }))
  await proveRights(kafka, 'monitor', config.kafkaBrokers)
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
