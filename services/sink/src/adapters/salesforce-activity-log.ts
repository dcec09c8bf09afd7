import type { Salesforce } from '@calltrail/runtime'
import type { Mapping } from '../mapping/index.ts'
import type { ActivityLog } from '../ports/activity-log.ts'
import type { Warnings } from '../ports/warnings.ts'
import { salesforceLastCalls } from './salesforce-last-calls.ts'
import { salesforceOrg } from './salesforce-org.ts'
import { salesforceStrangers } from './salesforce-strangers.ts'
import { salesforceTasks } from './salesforce-tasks.ts'

export interface SalesforceActivityLogOptions {
  readonly mapping: Mapping
  /** Who owns the Tasks of agents whose user owns none. */
  readonly defaultOwnerId: string | null
  /** The account of contacts that are created for unknown callers. */
  readonly strangersAccountId: string | null
  readonly log: Warnings
}

/** Calls as Tasks, on contacts that know of their last call, as far as the org takes them. */
export function salesforceActivityLog(
  salesforce: Salesforce,
  { mapping, defaultOwnerId, strangersAccountId, log }: SalesforceActivityLogOptions,
): ActivityLog {
  const org = salesforceOrg(salesforce, mapping, log)
  return {
    ...salesforceTasks(salesforce, org, defaultOwnerId, log),
    ...salesforceLastCalls(salesforce, org),
    ...salesforceStrangers(salesforce, org, { strangersAccountId, log }),
  }
}
