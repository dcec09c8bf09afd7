import type { Check, SalesforcePatient } from '../check.ts'
import { broken, degraded, fine } from '../finding.ts'

const lowShare = 0.2

/** How much of the day's API calls is left, as the answers to the other checks told. */
export const allowance: Check<SalesforcePatient> = {
  title: 'API allocation',
  async run({ salesforce }) {
    const org = salesforce.allowance()
    if (org === undefined) return [fine('The org does not tell how many API calls are left.')]
    const { usedOfOrg: used, limitOfOrg: limit } = org
    const told = `${used} of the org’s ${limit} API calls of the last 24 hours are used`
    if (used >= limit)
      return [
        broken(`${told}.`, 'Wait until it refills, and find out who uses them (Setup, Company Information).'),
      ]
    if (1 - used / limit >= lowShare) return [fine(`${told}.`)]
    return [
      degraded(
        `${told}: calls are logged later, and not at all when the reserve is reached.`,
        'Find out who uses them (Setup, Company Information), or buy more.',
      ),
    ]
  },
}
