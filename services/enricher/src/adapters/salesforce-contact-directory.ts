import type { Salesforce } from '@calltrail/runtime'
import { pino } from 'pino'
import type { Logger } from 'pino'
import { isOwnNumber } from '../domain/own-numbers.ts'
import { e164 } from '../domain/phone-number.ts'
import type { E164 } from '../domain/phone-number.ts'
import type { ContactDirectory } from '../ports/contact-directory.ts'
import { knownOrg } from './salesforce-contact-directory/known-org.ts'
import { contactsById, matchesByPhone } from './salesforce-contact-directory/lookups.ts'
import { describeOrg } from './salesforce-contact-directory/org-objects.ts'
import type { ContactSettings } from './salesforce-contact-directory/settings.ts'
import { sharedLookup } from './salesforce-contact-directory/shared-lookup.ts'

/**
 * The contacts, and leads, of a Salesforce org. Numbers are stored there as people typed them, so whatever a search brings is compared
 * again on normalised numbers.
 * @param now epoch milliseconds
 */
export function salesforceContactDirectory(
  salesforce: Salesforce,
  settings: ContactSettings,
  now: () => number,
  log: Pick<Logger, 'warn'> = pino({ enabled: false }),
): ContactDirectory {
  const withOrg = knownOrg(() => describeOrg(salesforce, settings, log))
  const cache = {
    foundMs: settings.contactCacheSeconds * 1_000,
    nobodyMs: settings.contactCacheNegativeSeconds * 1_000,
    entries: settings.contactCacheEntries,
    intervalMs: () => salesforce.lingerMs(),
    now,
  }
  const byPhone = sharedLookup({ lookUp: matchesByPhone(salesforce, withOrg, settings), ...cache })
  return {
    byId: sharedLookup({ lookUp: contactsById(salesforce, withOrg), ...cache }),
    byPhone: (phones) => byPhone(new Set([...phones].filter(isCustomers))),
  }

  function isCustomers(phone: E164): boolean {
    return e164.test(phone) && !isOwnNumber(phone, settings.ownNumbers)
  }
}
