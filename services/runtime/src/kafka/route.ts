/**
 * Where a record goes after its outcome. Pure: the engine sends what this decides.
 */
import type { StageTopics } from '@calltrail/schemas'
import type { KafkaMessage, Message } from 'kafkajs'
import type { PipelineError } from '../errors.ts'
import { failedAttempts, failureHeaders, firstFailedAt, withoutStory } from './failure-headers.ts'
import type { RecordPosition } from './failure-headers.ts'
import { nextTryAt } from './retry-policy.ts'
import type { RetryPolicy } from './retry-policy.ts'

/** A message and the topic it is for. */
export interface Routed {
  readonly topic: string
  readonly message: Message
}

/**
 * A failed record's way: the retry tier of its attempt, or the dead letters when it is past the last tier, too old, or must not be
 * retried. Key and value stay byte-identical.
 * @param random from 0 up to 1
 */
export function routeFailure(
  failure: { readonly kind: 'retry' | 'park'; readonly error: PipelineError },
  record: { readonly message: KafkaMessage; readonly position: RecordPosition },
  stage: Pick<StageTopics, 'stage' | 'retryTiers' | 'deadLetters'>,
  policy: RetryPolicy,
  now: number,
  random: number,
): Routed {
  const { key, value } = record.message
  const isRetry = stage.retryTiers.includes(record.position.topic)
  const headers = isRetry ? record.message.headers : withoutStory(record.message.headers)
  const attempt = failedAttempts(headers) + 1
  const { retryAfterMs } = failure.error
  const failed = { attempt, failedAt: now, firstFailedAt: firstFailedAt(headers, now), retryAfterMs }
  const tier = stage.retryTiers[attempt - 1]
  const notBefore = failure.kind === 'retry' && tier ? nextTryAt(failed, policy, random) : undefined
  return {
    topic: tier === undefined || notBefore === undefined ? stage.deadLetters : tier,
    message: {
      key,
      value,
      // kafkajs would draw a new partition for a keyless record on each of its own retries, and lose it.
      ...(key === null ? { partition: 0 } : {}),
      headers: failureHeaders(headers, {
        stage: stage.stage,
        error: failure.error,
        attempt,
        failedAt: now,
        ...(notBefore === undefined ? {} : { notBefore }),
        position: record.position,
      }),
    },
  }
}
