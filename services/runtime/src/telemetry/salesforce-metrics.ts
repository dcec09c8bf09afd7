import type { Meter } from '@opentelemetry/api'
import type { Salesforce } from '../salesforce/salesforce.ts'
import { counterOf, gaugeOf } from './instruments.ts'

/** Counts requests; see `openSalesforce`. */
export function salesforceRequestCounter(meter: Meter): (operation: string, outcome: string) => void {
  const counter = counterOf(meter, 'calltrail_salesforce_requests')
  return (operation, outcome) => counter.add(1, { operation, outcome })
}

/** What is used of the org's daily API calls, by everybody. Nothing is shown before Salesforce has said so. */
export function observeAllowance(meter: Meter, salesforce: Pick<Salesforce, 'allowance'>): void {
  gaugeOf(meter, 'calltrail_salesforce_api_calls_used', (tell) => {
    const allowance = salesforce.allowance()
    if (allowance) tell(allowance.usedOfOrg, {})
  })
  gaugeOf(meter, 'calltrail_salesforce_api_calls_limit', (tell) => {
    const allowance = salesforce.allowance()
    if (allowance) tell(allowance.limitOfOrg, {})
  })
}
