/**
 * Whether what becomes of the samples can be compared with what was written down for them.
 */
import type { Environment } from '@calltrail/runtime'
import type { GivenVendors } from './given-vendors.ts'

/** Settings with which calls rightly become something else than the samples expect. */
const outcomeSettings = [
  // Whose call it is.
  'CONTACT_COUNTRY_FIELD',
  'CONTACT_LOOKUP',
  'CONTACT_PHONE_FIELDS',
  'NORMALISED_PHONE_FIELDS',
  'OWN_NUMBERS',
  'PHONE_DEFAULT_REGION',
  'SEVERAL_CONTACTS',
  'UNKNOWN_CALLER',
  // Whether it is logged, and as how many Tasks.
  'LOG_INTERNAL_CALLS',
  'MIN_CALL_SECONDS',
  'ONLY_QUEUES',
  'SKIP_DIRECTIONS',
  'SKIP_QUEUES',
  'TRANSFERS',
  // What its Task says, and how often.
  'FOLLOW_UP_DELAYS_MS',
  'RECORDING_API',
  'RECORDING_LOOKUP',
  'RECORDING_TIMEOUT_MS',
  'SALESFORCE_FIELD_MAPPING',
  'SALESFORCE_TIME_ZONE',
]

/** Why contacts, recordings and reasons cannot be checked; undefined when everything can. */
export function reasonForAccountingOnly(
  env: Environment,
  { salesforce, genesys }: GivenVendors,
): string | undefined {
  const vendors = [salesforce && 'Salesforce', genesys && 'Genesys'].filter((name) => name !== undefined)
  if (vendors.length > 0) {
    return `${vendors.join(' and ')} ${vendors.length > 1 ? 'are' : 'is'} given, and the samples were written for the simulated one`
  }
  const set = outcomeSettings.filter((name) => env[name])
  if (set.length === 0) return undefined
  return `${set.join(', ')} ${set.length > 1 ? 'are' : 'is'} set, and the samples were written without`
}
