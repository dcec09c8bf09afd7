/** The org's API calls are shared with everybody in the org: Calltrail leaves them some, and keeps to its own budget. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Circuits } from '@calltrail/runtime'
import { controlSimulator } from '@calltrail/simulators'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { connectToSalesforce, openClientOf } from './calltrail-session.ts'
import { openSalesforce } from './salesforce-session.ts'

const soql = 'SELECT Id FROM Contact LIMIT 1'
const spent = { code: 'SALESFORCE_API_BUDGET_SPENT', disposition: 'outage' }

test('the org’s API calls are what the last answer said of them', async () => {
  const { client, control } = await connectToSalesforce()
  expect(client.allowance()).toBeUndefined()
  await control('POST', '/limits', {
    used: 41,
    max: 100,
    more: 'per-app-api-usage=17/250(appName=calltrail)',
  })
  await client.query(soql)
  expect(client.allowance()).toEqual({ usedOfOrg: 42, limitOfOrg: 100 })
})

test('the reserve is never touched, however many ask at once', async () => {
  const { client, control, requests } = await connectToSalesforce({
    salesforceLingerMs: 0,
    salesforceLingerMaxMs: 0,
  })
  await control('POST', '/limits', { used: 80, max: 100 })
  await client.query(soql)
  const asked = Array.from({ length: 30 }, () => client.search('FIND {4155551212} RETURNING Contact(Id)'))
  const results = await Promise.allSettled(asked)
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(16)
  for (const result of refused) expect(result).toMatchObject({ reason: spent })
  expect((await requests()).filter(({ kind }) => kind === 'search')).toHaveLength(14)
  expect(client.allowance()).toEqual({ usedOfOrg: 95, limitOfOrg: 100 })
})

test('an org whose calls are used up is asked once in a pause, and used again as soon as they have refilled', async () => {
  const pauseMs = 300
  const org = await openSalesforce()
  const simulator = controlSimulator(org.url)
  const circuits = new Circuits({ outagePauseMs: 1, outageMaxPauseMs: 1 }, pino({ enabled: false }))
  const circuit = circuits.of('salesforce')
  const impatient = { salesforceLingerMs: 0, salesforceLingerMaxMs: 0, salesforceBudgetPauseMs: pauseMs }
  const client = openClientOf(org.url, impatient, circuit)
  await simulator.control('POST', '/limits', { used: 99, max: 100 })
  await client.query(soql)
  await simulator.control('DELETE', '/requests')
  const end = performance.now() + 3.5 * pauseMs
  while (performance.now() < end) {
    await client.query(soql).catch((error: unknown) => expect(error).toMatchObject(spent))
    await sleep(5)
  }
  const asked = (await simulator.requests()).length
  expect(asked).toBeGreaterThanOrEqual(2)
  expect(asked).toBeLessThanOrEqual(4)

  await simulator.control('POST', '/limits', { used: 10, max: 100 })
  await sleep(Math.max(0, circuit.probeAt - Date.now()) + pauseMs)
  expect(await client.query(soql)).toHaveLength(1)
  expect(circuit.state).toBe('closed')
})

test('Calltrail’s own budget is spent without a request too many', async () => {
  const { client, requests } = await connectToSalesforce({ salesforceDailyCalls: '3' })
  const many = Array.from({ length: 10 }, () => client.describe('Task'))
  const results = await Promise.allSettled(many)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect((await requests()).filter(({ kind }) => kind === 'describe')).toHaveLength(3)
  await expect(client.query(soql)).rejects.toMatchObject({
    ...spent,
    message: 'Calltrail’s own daily API calls are spent (SALESFORCE_DAILY_CALLS)',
  })
})
