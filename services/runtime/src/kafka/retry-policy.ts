/**
 * When a record that failed is tried again, and when it is given up. Pure.
 */
import { retryTierCount } from '@calltrail/schemas'
import { z } from 'zod'
import { integer, key, textList } from '../config.ts'
import type { Config } from '../config.ts'
import { longestRetryAfterMs } from '../errors.ts'

export const retryConfig = {
  retryDelaysMs: key({
    env: 'RETRY_DELAYS_MS',
    parse: textList.pipe(
      z.array(integer(0)).max(retryTierCount, `must have at most ${retryTierCount} entries`),
    ),
    fallback: [5_000, 60_000, 600_000],
    doc: 'Delay before each retry in milliseconds, comma-separated; after the last one a record is dead-lettered.',
  }),
  retryJitterPercent: key({
    env: 'RETRY_JITTER_PERCENT',
    parse: integer(0, 100),
    fallback: 10,
    doc: 'By how much a delay is lengthened at random, so that what failed together is not tried again together.',
  }),
  retryMaxAgeMs: key({
    env: 'RETRY_MAX_AGE_MS',
    parse: integer(0),
    fallback: 259_200_000,
    doc: 'How long after its first failure, in milliseconds, a record may still be retried; then it is dead-lettered.',
  }),
}

export type RetryPolicy = Config<typeof retryConfig>

export interface FailedTry {
  /** How often the record was tried, this time included. */
  readonly attempt: number
  /** Epoch milliseconds. */
  readonly failedAt: number
  readonly firstFailedAt: number
  /** How long the other side asked to be left alone. */
  readonly retryAfterMs: number | undefined
}

/**
 * Epoch milliseconds of the next try; undefined when there is to be none.
 * @param random from 0 up to 1
 */
export function nextTryAt(failed: FailedTry, policy: RetryPolicy, random: number): number | undefined {
  const { attempt, failedAt, firstFailedAt, retryAfterMs = 0 } = failed
  const delayMs = policy.retryDelaysMs[attempt - 1]
  if (delayMs === undefined) return undefined
  const lengthened = Math.round(delayMs * (1 + (random * policy.retryJitterPercent) / 100))
  const tryAt = failedAt + Math.max(lengthened, retryAfterMs)
  return tryAt > firstFailedAt + policy.retryMaxAgeMs ? undefined : tryAt
}

/**
 * The longest wait that a header may demand. Each tier is a queue, so a time in the far future, from a broken clock or a forged header,
 * would hold up what is behind it.
 * @param delaysMs of all tiers
 */
export function longestWaitMs(delaysMs: readonly number[]): number {
  return Math.max(2 * Math.max(0, ...delaysMs), longestRetryAfterMs)
}
