/**
 * Where a record goes after its outcome. Pure: the engine sends what this decides.
 */
import type { StageTopics } from '@calltrail/schemas'
import type { KafkaMessage, Message } from 'kafkajs'
import type { PipelineError } from '../errors.ts'
import { failedAttempts, failureHeaders } from './failure-headers.ts'
import type { RecordPosition } from './failure-headers.ts'

/** A message and the topic it is for. */
export interface Routed {
  readonly topic: string
  readonly message: Message
}

/**
 * A failed record's way: the retry tier of its attempt, or the dead letters when it is past the last tier or must not be retried.
 * Key and value stay byte-identical.
 * @param retryDelaysMs one delay per tier in use; at most as many as there are retry topics
 */
export function routeFailure(
  failure: { readonly kind: 'retry' | 'park'; readonly error: PipelineError },
  record: { readonly message: KafkaMessage; readonly position: RecordPosition },
  stage: Pick<StageTopics, 'stage' | 'retryTiers' | 'deadLetters'>,
  retryDelaysMs: readonly number[],
  now: number,
): Routed {
  const attempt = failedAttempts(record.message.headers) + 1
  const delayMs = failure.kind === 'retry' ? retryDelaysMs[attempt - 1] : undefined
  const tier = stage.retryTiers[attempt - 1]
  const retries = delayMs !== undefined && tier !== undefined
  return {
    topic: retries ? tier : stage.deadLetters,
    message: {
      key: record.message.key,
      value: record.message.value,
      // kafkajs would draw a new partition for a keyless record on each of its own retries, and lose it.
      ...(record.message.key === null ? { partition: 0 } : {}),
      headers: failureHeaders(record.message.headers, {
        stage: stage.stage,
        error: failure.error,
        attempt,
        failedAt: now,
        ...(retries ? { notBefore: now + delayMs } : {}),
        position: record.position,
      }),
    },
  }
}
