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
  recordingTimeoutMs: key({
    env: 'RECORDING_TIMEOUT_MS',
    parse: integer(1, 60_000),
    fallback: 3_000,
    doc: 'Longest wait in milliseconds for a recording; then the call goes on without it.',
  }),
}
