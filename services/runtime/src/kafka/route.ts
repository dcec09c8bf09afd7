/**
 * Where a record goes after its outcome. Pure: the engine sends what this decides.
 */
import type { StageTopics } from '@calltrail/schemas'
import type { IHeaders, KafkaMessage, Message } from 'kafkajs'
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

/** A record and where it was read. */
interface PlacedRecord {
  readonly message: KafkaMessage
  readonly position: RecordPosition
}

type FailureTopics = Pick<StageTopics, 'stage' | 'retryTiers' | 'deadLetters'>

/**
 * A failed record's way: the retry tier of its attempt, or the dead letters when it is past the last tier, too old, or must not be
 * retried. Key and value stay byte-identical.
 * @param random from 0 up to 1
 */
export function routeFailure(
  failure: { readonly kind: 'retry' | 'park'; readonly error: PipelineError },
  record: PlacedRecord,
  stage: FailureTopics,
  policy: RetryPolicy,
  now: number,
  random: number,
): Routed {
  const headers = storyOf(record, stage)
  const { retryAfterMs } = failure.error
  const next =
    failure.kind === 'retry' ? nextRetry(headers, stage, policy, now, random, retryAfterMs) : undefined
  return carriedOn(
    next?.tier ?? stage.deadLetters,
    record.message,
    failureHeaders(headers, {
      stage: stage.stage,
      error: failure.error,
      attempt: failedAttempts(headers) + 1,
      failedAt: now,
      ...(next && { notBefore: next.notBefore }),
      position: record.position,
    }),
  )
}

/** Whether the record would go to the dead letters if it were to be retried. */
export function isLastTry(
  record: PlacedRecord,
  stage: FailureTopics,
  policy: RetryPolicy,
  now: number,
): boolean {
  return nextRetry(storyOf(record, stage), stage, policy, now, 1) === undefined
}

/** Undefined when there is to be no other try. */
function nextRetry(
  headers: IHeaders | undefined,
  { retryTiers }: FailureTopics,
  policy: RetryPolicy,
  now: number,
  random: number,
  retryAfterMs?: number,
): { readonly tier: string; readonly notBefore: number } | undefined {
  const attempt = failedAttempts(headers) + 1
  const tier = retryTiers[attempt - 1]
  const tried = { attempt, failedAt: now, firstFailedAt: firstFailedAt(headers, now), retryAfterMs }
  const notBefore = nextTryAt(tried, policy, random)
  return tier === undefined || notBefore === undefined ? undefined : { tier, notBefore }
}

function storyOf(
  { message: { headers }, position }: PlacedRecord,
  { retryTiers }: FailureTopics,
): IHeaders | undefined {
  return retryTiers.includes(position.topic) ? headers : withoutStory(headers)
}

/** The record itself, byte-identical, on its way to another topic. */
export function carriedOn(
  topic: string,
  { key, value }: Pick<KafkaMessage, 'key' | 'value'>,
  headers: IHeaders,
): Routed {
  // kafkajs would draw a new partition for a keyless record on each of its own retries, and lose it.
  return { topic, message: { key, value, headers, ...(key === null ? { partition: 0 } : {}) } }
}
