import { generateKeyPairSync } from 'node:crypto'
import { ConfigError } from '@calltrail/runtime'
import {
  controlSimulator,
  genesysVariables,
  salesforceSampleCredentials,
  salesforceVariables,
  startGenesysSimulator,
  startSalesforceSimulator,
} from '@calltrail/simulators'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clockCheck } from './checks/clock.ts'
import { examination } from './examination.ts'
import type { CheckResult } from './check.ts'
import { checkLines, diagnosisLine, diagnosisOf } from './report.ts'

async function simulatedOrg() {
  const simulator = await startSalesforceSimulator()
  onTestFinished(() => simulator.close())
  const org = controlSimulator(simulator.url)
  const variables = salesforceVariables(simulator.url)
  const examined = (changes: Record<string, string> = {}) =>
    examination({ ...variables, ...changes }, () => {})
  return { ...org, examined }
}

async function simulatedGenesys() {
  const simulator = await startGenesysSimulator()
  onTestFinished(() => simulator.close())
  const examined = (changes: Record<string, string> = {}) =>
    examination({ ...genesysVariables(simulator.url), ...changes }, () => {})
  return { ...controlSimulator(simulator.url), examined }
}

/** What is not as it should be, remedy included. */
function troubles(results: readonly CheckResult[]): string[] {
  return results.flatMap(({ findings }) =>
    findings
      .filter(({ verdict }) => verdict !== 'fine')
      .map(({ verdict, what, remedy }) => [`${verdict}: ${what}`, remedy].filter(Boolean).join(' → ')),
  )
}

const losAngeles = { SALESFORCE_TIME_ZONE: 'America/Los_Angeles' }

describe('an org', () => {
  it('that is set up has nothing to be said about, and keeps nothing of it', async () => {
    const { examined, records } = await simulatedOrg()
    const before = [await records('Task'), await records('Contact')]
    const results = await examined(losAngeles)
    expect(troubles(results)).toEqual([])
    expect(results.map(({ check }) => check)).toEqual([
      'clock',
      'login',
      'time zone',
      'fields',
      'contact look-up',
      'named records',
      'trial',
      'API allocation',
    ])
    expect([await records('Task'), await records('Contact')]).toEqual(before)
  })

  it('that rejects one custom field, hides Type, and allows create but not update has all three named', async () => {
    const { examined, control } = await simulatedOrg()
    await control('PUT', '/fields/Task/Call_Queue__c', { createable: false, updateable: false })
    await control('PUT', '/fields/Task/Type', { hidden: true })
    await control('PUT', '/objects/Task', { updateable: false })
    const found = troubles(await examined(losAngeles))
    expect(found).toEqual([
      expect.stringMatching(/^degraded: The object Task cannot be changed .* Calltrail_Integration/),
      expect.stringMatching(/^degraded: Task\.Type is hidden/),
      expect.stringMatching(/^degraded: Task\.Call_Queue__c can be read, not written/),
      expect.stringMatching(
        /^degraded: A Task can be created but not updated .* → Give the integration user/,
      ),
    ])
  })

  it('whose validation rule refuses a field only when it is written has it named, with the reason', async () => {
    const { examined, fail } = await simulatedOrg()
    const recordError = {
      statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: 'not like this',
      fields: ['Customer_Tier__c'],
    }
    await fail({ match: { object: 'Task' }, do: { recordError, where: { Customer_Tier__c: 'Trial' } } })
    expect(troubles(await examined(losAngeles))).toEqual([
      expect.stringMatching(
        /^degraded: The org refuses Customer_Tier__c of Task \(FIELD_CUSTOM_VALIDATION_EXCEPTION\)/,
      ),
    ])
  })

  it('that lets the integration user in by a signed assertion is examined just so', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const simulator = await startSalesforceSimulator({ clientPublicKey: publicKey })
    onTestFinished(() => simulator.close())
    const { SALESFORCE_CLIENT_SECRET: _, ...variables } = salesforceVariables(simulator.url)
    const results = await examination(
      {
        ...variables,
        ...losAngeles,
        SALESFORCE_PRIVATE_KEY: privateKey,
        SALESFORCE_USERNAME: salesforceSampleCredentials.username,
      },
      () => {},
    )
    expect(troubles(results)).toEqual([])
    expect(results).toHaveLength(8)
  })

  it('that lets nobody in is not asked any further', async () => {
    const { examined } = await simulatedOrg()
    const results = await examined({ SALESFORCE_CLIENT_SECRET: 'a wrong one' })
    expect(results.map(({ check }) => check)).toEqual(['clock', 'login'])
    expect(troubles(results)).toEqual([expect.stringMatching(/^broken: .* → Check SALESFORCE_CLIENT_ID/)])
  })

  it('without the external id cannot take calls', async () => {
    const { examined, control } = await simulatedOrg()
    await control('PUT', '/fields/Task/Calltrail_Event_Id__c', { hidden: true })
    const results = await examined(losAngeles)
    expect(troubles(results)).toContainEqual(expect.stringMatching(/^broken: Task\.Calltrail_Event_Id__c/))
    expect(diagnosisOf(results).broken).toBe(1)
    expect(diagnosisLine(diagnosisOf(results))).toMatch(/^Calls cannot be logged/)
  })

  it('that lacks what the configuration names has each of it named', async () => {
    const { examined, control } = await simulatedOrg()
    await control('PUT', '/fields/Contact/OtherPhone', { hidden: true })
    await control('PUT', '/fields/Contact/Calltrail_Caller__c', { hidden: true })
    await control('POST', '/limits', { used: 90_000, max: 100_000 })
    const found = troubles(
      await examined({
        UNKNOWN_CALLER: 'create-contact',
        SALESFORCE_DEFAULT_OWNER_ID: '005000000000001',
        CONTACT_PHONE_FIELDS: 'Phone,OtherPhone,Pager__c',
      }),
    )
    expect(found).toEqual([
      expect.stringMatching(
        /^degraded: Calls are dated by UTC, .* → Set SALESFORCE_TIME_ZONE=America\/Los_Angeles/,
      ),
      expect.stringMatching(/Calltrail_Caller__c/),
      expect.stringMatching(
        /^degraded: OtherPhone, Pager__c of Contact .* → Give the integration user read access/,
      ),
      expect.stringMatching(
        /^degraded: The user 005000000000001 of SALESFORCE_DEFAULT_OWNER_ID is not there/,
      ),
      expect.stringMatching(/^degraded: 90\d{3} of the org’s 100000 API calls/),
    ])
  })
})

describe('a Genesys organization', () => {
  it('whose client lacks rights has each right named, and what goes missing', async () => {
    const { examined, control, fail } = await simulatedGenesys()
    await control('PUT', '/conversations/of-today', { legs: [{ purpose: 'customer' }] })
    expect(troubles(await examined())).toEqual([])
    await fail(
      {
        match: { path: '/api/v2/routing/queues' },
        do: { status: 403, body: { code: 'missing.any.permissions' } },
      },
      { match: { pathPattern: 'recordingmetadata$' }, do: { status: 403, body: {} } },
      { match: { path: '/api/v2/conversations/of-today' }, do: { status: 404, body: {} } },
    )
    const results = await examined()
    expect(troubles(results)).toEqual([
      expect.stringMatching(
        /^degraded: The right Routing › Queue › View is missing: calls go without the names of queues\. → Give it/,
      ),
      expect.stringMatching(
        /^degraded: Genesys Cloud answers 404 where Conversation › Communication › View is tried/,
      ),
      expect.stringMatching(/^degraded: The right Recording › Recording › View is missing: .* → Give it/),
    ])
    expect(diagnosisOf(results).broken).toBe(0)
  })

  it('that may not be asked about conversations has that named', async () => {
    const { examined, fail } = await simulatedGenesys()
    await fail({ match: { pathPattern: 'details/query$' }, do: { status: 403, body: {} } })
    expect(troubles(await examined())).toEqual([
      expect.stringMatching(/^degraded: The right Analytics › Conversation Detail › View is missing/),
    ])
  })

  it('that is away does not keep calls from being logged', async () => {
    const { examined, fail } = await simulatedGenesys()
    await fail({ match: { path: '/api/v2/routing' }, do: { status: 503, body: {} } })
    const results = await examined()
    expect(troubles(results)).toContainEqual(
      expect.stringMatching(/^degraded: .* \(GENESYS_UNAVAILABLE\)\. → See GENESYS_UNAVAILABLE/),
    )
    expect(diagnosisOf(results).broken).toBe(0)
  })

  it('whose requests of the minute are used up says so', async () => {
    const { examined, control } = await simulatedGenesys()
    await control('POST', '/rate-limit', { requestsPerMinute: 0 })
    expect(troubles(await examined())).toEqual([
      expect.stringMatching(/^degraded: .* → Run the doctor again in a minute/),
    ])
  })

  it('that refuses the client is not asked any further', async () => {
    const { examined } = await simulatedGenesys()
    const results = await examined({ GENESYS_CLIENT_SECRET: 'a wrong one' })
    expect(results.map(({ check }) => check)).toEqual(['clock', 'login'])
    expect(troubles(results)).toEqual([expect.stringMatching(/GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET/)])
  })

  it('that allows fewer requests than Calltrail would make is told apart from one that allows them', async () => {
    const { examined, control } = await simulatedGenesys()
    await control('POST', '/rate-limit', { requestsPerMinute: 100 })
    expect(troubles(await examined())).toContainEqual(
      expect.stringMatching(/^degraded: GENESYS_REQUESTS_PER_MINUTE is 240, and the client is allowed 100/),
    )
    expect(troubles(await examined({ GENESYS_REQUESTS_PER_MINUTE: '80' }))).not.toContainEqual(
      expect.stringMatching(/GENESYS_REQUESTS_PER_MINUTE/),
    )
  })
})

it('a clock that is wrong is told by how much, and which way', async () => {
  const { url } = await simulatedGenesys()
  const check = clockCheck(() => url)
  const at = async (offsetMs: number) => (await check.run({ now: () => Date.now() + offsetMs }))[0]!
  expect((await at(0)).verdict).toBe('fine')
  expect(await at(-120_000)).toMatchObject({
    verdict: 'degraded',
    what: expect.stringMatching(/1[12]\d s behind/),
  })
  expect(await at(120_000)).toMatchObject({
    verdict: 'degraded',
    what: expect.stringMatching(/1[12]\d s ahead/),
  })
  expect(await at(400_000)).toMatchObject({ verdict: 'broken', what: expect.stringMatching(/webhooks/) })
})

it('with nobody to look at it says so, and with half of a vendor’s variables which are missing', async () => {
  await expect(examination({}, () => {})).rejects.toThrow(ConfigError)
  await expect(examination({ GENESYS_REGION: 'mypurecloud.com' }, () => {})).rejects.toThrow(
    /GENESYS_CLIENT_ID is not set[^]*GENESYS_CLIENT_SECRET is not set/,
  )
})

it('a finding is a line, with what to do about it below', () => {
  const findings = [
    { verdict: 'fine', what: 'All there.' },
    { verdict: 'broken', what: 'It is gone.', remedy: 'Bring it back.' },
  ] as const
  expect(checkLines({ vendor: 'Salesforce', check: 'fields', findings }, (_, text) => text)).toEqual([
    '✓ Salesforce, fields  All there.',
    '✗ Salesforce, fields  It is gone.',
    '    → Bring it back.',
  ])
})
