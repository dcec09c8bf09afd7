/**
 * What a Kafka that does not do as it is asked is called for people.
 */
import { refusalIn } from '@calltrail/runtime'
import pTimeout from 'p-timeout'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'

/** Waits for `work`, and gives up when Kafka has not answered by then. kafkajs would go on for minutes. */
export async function withinDeadline<Result>(
  work: Promise<Result>,
  deadlineMs: number,
  brokers: readonly string[],
): Promise<Result> {
  try {
    return await pTimeout(work, { milliseconds: deadlineMs, message: notAnswering(brokers, deadlineMs) })
  } catch (error) {
    throw inWords(error, brokers)
  }
}

export function notAnswering(brokers: readonly string[], waitedMs: number): ConsoleError {
  const message = `Kafka did not answer at ${brokers.join(', ')} within ${Math.round(waitedMs / 1_000)} s. Check KAFKA_BROKERS, and that it is up.`
  return new ConsoleError(exitCodes.failed, message)
}

/** @returns an error for people; errors that are that already stay as they are, and a refusal is one */
export function inWords(error: unknown, brokers: readonly string[]): unknown {
  const refusal = refusalIn(error)
  if (refusal) return refusal
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) return error
  const message = `Kafka at ${brokers.join(', ')} failed: ${error.message}`
  return new ConsoleError(exitCodes.failed, message, { cause: error })
}

/** @returns an error for people: the refusal, or that the identity provider is away */
export function noToken(error: unknown): unknown {
  const message = `There is no token to log in to Kafka with: ${error instanceof Error ? error.message : String(error)}`
  return refusalIn(error) ?? new ConsoleError(exitCodes.failed, message, { cause: error })
}

export function noTopic(brokers: readonly string[], topic: string): ConsoleError {
  const message = `Kafka at ${brokers.join(', ')} has no topic ${topic}. Run 'npm run provision' first.`
  return new ConsoleError(exitCodes.failed, message)
}
