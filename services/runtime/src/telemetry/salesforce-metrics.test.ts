import { expect, it } from 'vitest'
import type { ApiAllowance } from '../salesforce/salesforce.ts'
import { openMetrics } from './metrics.ts'
import { observeAllowance } from './salesforce-metrics.ts'

it('the metrics say what is used of the org’s API calls, once that is known', async () => {
  await using metrics = openMetrics()
  let known: ApiAllowance | undefined
  observeAllowance(metrics.meter, { allowance: () => known })
  expect(await metrics.text()).not.toMatch(/^calltrail_salesforce_api_calls_used\S* \d/m)
  known = { usedOfOrg: 41, limitOfOrg: 100 }
  const text = await metrics.text()
  expect(text).toMatch(/^calltrail_salesforce_api_calls_used(\{.*\})? 41\b/m)
  expect(text).toMatch(/^calltrail_salesforce_api_calls_limit(\{.*\})? 100\b/m)
})
