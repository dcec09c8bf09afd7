import { genesysConfig, integer, key, oneOf, salesforceConfig } from '@calltrail/runtime'
import { getCountries } from 'libphonenumber-js'

export const enricherConfig = {
  ...salesforceConfig,
  ...genesysConfig,
  defaultRegion: key({
    env: 'PHONE_DEFAULT_REGION',
    parse: oneOf(getCountries(), 'must be a country’s ISO code such as US'),
    fallback: 'US',
    doc: 'Country of phone numbers that are written without a country code.',
  }),
  dedupeWindowSeconds: key({
    env: 'DEDUPE_WINDOW_SECONDS',
    // Less than the topic keeps, so that the window is still there to be read after a restart.
    parse: integer(1, 518_400),
    fallback: 3_600,
    doc: 'How far apart copies of an event are recognised, also after a restart.',
  }),
  dedupeMaxEvents: key({
    env: 'DEDUPE_MAX_EVENTS',
    parse: integer(1, 10_000_000),
    fallback: 50_000,
    doc: 'How many recent events of each partition a copy is recognised among.',
  }),
  recordingTimeoutMs: key({
    env: 'RECORDING_TIMEOUT_MS',
    parse: integer(1, 60_000),
    fallback: 3_000,
    doc: 'Longest wait in milliseconds for a recording; then the call goes on without it.',
  }),
}
