import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../config.ts'
import { salesforceConfig } from '../salesforce/config.ts'
import { openSalesforce } from '../salesforce/open-salesforce.ts'
import type { ApiAllowance } from '../salesforce/salesforce.ts'
import { openMetrics } from './metrics.ts'
import { observeAllowance, salesforceRequestCounter } from './salesforce-metrics.ts'

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

it.each([
  [200, 'ok'],
  [503, 'SALESFORCE_UNAVAILABLE'],
  [500, 'SALESFORCE_REQUEST_FAILED'],
  [400, 'SALESFORCE_REQUEST_REJECTED'],
])('a request that is answered %i is counted as %s', async (status, outcome) => {
  const server = createServer((request, answer) => {
    const isLogin = request.url?.includes('oauth2')
    answer.writeHead(isLogin ? 200 : status, { 'content-type': 'application/json' })
    answer.end(JSON.stringify(isLogin ? { access_token: 'token', instance_url: url } : { records: [] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using metrics = openMetrics()
  const config = loadConfig(salesforceConfig, {
    SALESFORCE_LOGIN_URL: url,
    SALESFORCE_CLIENT_ID: 'id',
    SALESFORCE_CLIENT_SECRET: 'secret',
  })
  await using salesforce = openSalesforce(config, undefined, salesforceRequestCounter(metrics.meter))
  await salesforce.query('SELECT Id FROM Task').catch(() => undefined)
  const counted = (await metrics.text()).match(/^calltrail_salesforce_requests_total\{.*$/gm)
  expect(counted).toEqual([`calltrail_salesforce_requests_total{operation="query",outcome="${outcome}"} 1`])
})
