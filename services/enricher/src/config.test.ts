import { loadConfig } from '@calltrail/runtime'
import type { Environment } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { contactConfig } from './contact-config.ts'
import { enricherConfig, genesysPatienceMs } from './config.ts'

const {
  transfers,
  conversationDetails,
  followUpDelaysMs,
  recordingApi,
  recordingLookup,
  recordingTimeoutMs,
} = enricherConfig
const own = {
  transfers,
  conversationDetails,
  followUpDelaysMs,
  recordingApi,
  recordingLookup,
  recordingTimeoutMs,
}
const configOf = (env: Environment) => loadConfig({ ...own, ...contactConfig }, env)

describe('the enricher', () => {
  it('reads numbers as American, waits three seconds for Genesys, and asks for all it has, when nothing is said', () => {
    expect(configOf({})).toMatchObject({
      defaultRegion: 'US',
      transfers: 'one-task-per-agent',
      conversationDetails: 'when-missing',
      followUpDelaysMs: [60_000, 600_000, 3_600_000],
      recordingApi: 'auto',
      recordingLookup: true,
      recordingTimeoutMs: 3_000,
    })
  })

  it.each(['DE', 'GB', 'JP'])('knows the country %s', (PHONE_DEFAULT_REGION) => {
    expect(configOf({ PHONE_DEFAULT_REGION }).defaultRegion).toBe(PHONE_DEFAULT_REGION)
  })

  it.each(['UK', 'de', 'Germany', '+49'])('knows no country %s', (PHONE_DEFAULT_REGION) => {
    expect(() => configOf({ PHONE_DEFAULT_REGION })).toThrow(
      /^PHONE_DEFAULT_REGION must be a country’s ISO code/,
    )
  })

  it.each(['0', '60001', '3s'])('takes no wait of %s ms', (RECORDING_TIMEOUT_MS) => {
    expect(() => configOf({ RECORDING_TIMEOUT_MS })).toThrow(/^RECORDING_TIMEOUT_MS must be/)
  })

  it.each([
    [3_000, 60_000, { first: 3_000, followUp: 20_000 }],
    [60_000, 60_000, { first: 20_000, followUp: 20_000 }],
    [3_000, 6_000, { first: 2_000, followUp: 2_000 }],
  ])(
    'waits for Genesys no longer than its batches may take: %s ms of %s ms',
    (recordingTimeoutMs, handlerTimeoutMs, patienceMs) => {
      expect(genesysPatienceMs({ recordingTimeoutMs, handlerTimeoutMs })).toEqual(patienceMs)
    },
  )

  it('follows calls up as often and as late as it is told, or never', () => {
    expect(configOf({ FOLLOW_UP_DELAYS_MS: '1000,2000' }).followUpDelaysMs).toEqual([1_000, 2_000])
    expect(configOf({ FOLLOW_UP_DELAYS_MS: 'none' }).followUpDelaysMs).toEqual([])
  })

  it.each([
    [{ TRANSFERS: 'one-task' }, /^TRANSFERS must be one of one-task-per-agent, one-task-per-conversation/],
    [{ CONVERSATION_DETAILS: 'always' }, /^CONVERSATION_DETAILS must be one of when-missing, never/],
    [{ RECORDING_API: 'v1' }, /^RECORDING_API must be one of auto, media, conversation/],
    [{ RECORDING_LOOKUP: 'no' }, /^RECORDING_LOOKUP must be one of true, false/],
    [{ FOLLOW_UP_DELAYS_MS: 'soon' }, /^FOLLOW_UP_DELAYS_MS must be/],
  ])('says what is wrong: %j', (env, problem) => {
    expect(() => configOf(env)).toThrow(problem)
  })
})
