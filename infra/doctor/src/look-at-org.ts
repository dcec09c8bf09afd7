import type { OrgDescription } from '@calltrail/sink/mapping'
import { describeOrg } from '@calltrail/sink/org'
import type { SalesforcePatient } from './check.ts'

/** What of it cannot be seen shows in what the mapping is fitted with. */
const unheard = { warn: () => {} }

export function lookAtOrg({ salesforce }: SalesforcePatient): Promise<OrgDescription> {
  return describeOrg(salesforce, unheard)
}
