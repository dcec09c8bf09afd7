import { loadConfig } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { enricherConfig } from './config.ts'

const { defaultRegion, recordingTimeoutMs } = enricherConfig
const configOf = (env: Record<string, string>) => loadConfig({ defaultRegion, recordingTimeoutMs }, env)

describe('the enricher', () => {
  it('reads numbers as American, and waits three seconds for a recording, when nothing is said', () => {
    expect(configOf({})).toEqual({ defaultRegion: 'US', recordingTimeoutMs: 3_000 })
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
})
