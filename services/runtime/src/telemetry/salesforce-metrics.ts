import type { Meter } from '@opentelemetry/api'
import type { Salesforce } from '../salesforce/salesforce.ts'

/** What is used of the org's daily API calls, by everybody. Nothing is shown before Salesforce has said so. */
export function observeAllowance(meter: Meter, salesforce: Pick<Salesforce, 'allowance'>): void {
  meter
    .createObservableGauge('calltrail_salesforce_api_calls_used', {
      description: 'API calls of the last 24 hours in the org, by Calltrail and all others.',
    })
    .addCallback((result) => {
      const allowance = salesforce.allowance()
      if (allowance) result.observe(allowance.usedOfOrg)
    })
  meter
    .createObservableGauge('calltrail_salesforce_api_calls_limit', {
      description: 'API calls that the org may make in 24 hours.',
    })
    .addCallback((result) => {
      const allowance = salesforce.allowance()
      if (allowance) result.observe(allowance.limitOfOrg)
    })
}
