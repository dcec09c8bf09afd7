import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config.ts'
import { longestWaitMs, nextTryAt, retryConfig } from './retry-policy.ts'
import type { FailedTry } from './retry-policy.ts'

const policy = { retryDelaysMs: [5_000, 60_000], retryJitterPercent: 10, retryMaxAgeMs: 600_000 }
const failedAt = 1_000_000

function waitMs(changes: Partial<FailedTry>, random = 0): number | undefined {
  const failed = { attempt: 1, failedAt, firstFailedAt: failedAt, retryAfterMs: undefined, ...changes }
  const tryAt = nextTryAt(failed, policy, random)
  return tryAt === undefined ? undefined : tryAt - failedAt
}

describe('a record that failed', () => {
  it.each([
    [1, 5_000],
    [2, 60_000],
    [3, undefined],
  ])('%i times waits %s ms', (attempt, delayMs) => {
    expect(waitMs({ attempt })).toBe(delayMs)
  })

  it('waits longer by chance, and never less than its delay', () => {
    expect(waitMs({}, 0)).toBe(5_000)
    expect(waitMs({}, 0.5)).toBe(5_250)
    expect(waitMs({}, 0.999_999)).toBe(5_500)
  })

  it.each([
    [1_000, 5_000],
    [20_000, 20_000],
  ])('waits as long as was asked for when that is longer: asked for %i ms, it is %i', (retryAfterMs, ms) => {
    expect(waitMs({ retryAfterMs })).toBe(ms)
  })

  it('is given up when its next try would come too long after its first failure', () => {
    const { retryMaxAgeMs } = policy
    expect(waitMs({ firstFailedAt: failedAt + 5_000 - retryMaxAgeMs })).toBe(5_000)
    expect(waitMs({ firstFailedAt: failedAt + 4_999 - retryMaxAgeMs })).toBeUndefined()
  })
})

it('a header may demand a wait of an hour, or of twice the longest delay', () => {
  expect(longestWaitMs(policy.retryDelaysMs)).toBe(3_600_000)
  expect(longestWaitMs([3_000_000])).toBe(6_000_000)
  expect(longestWaitMs([])).toBe(3_600_000)
})

it('more delays than there are retry topics are a mistake, which is named', () => {
  const load = () => loadConfig(retryConfig, { RETRY_DELAYS_MS: '1,2,3,4' })
  expect(load).toThrow('RETRY_DELAYS_MS must have at most 3 entries')
})
