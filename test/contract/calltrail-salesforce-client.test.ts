import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PipelineError } from '@calltrail/runtime'
import type { ErrorCode } from '@calltrail/runtime'
import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connectToSalesforce } from './calltrail-session.ts'
import type { CalltrailSession, Fault } from './calltrail-session.ts'

const { johnDoe, janeRoe } = sampleRecords.contacts
const soql = 'SELECT Id FROM Contact LIMIT 1'
const data = { path: '/services/data' }

const task = (eventId: string, fields: Record<string, string | number> = {}) => ({
  Calltrail_Event_Id__c: eventId,
  Subject: 'Call',
  Status: 'Completed',
  ...fields,
})

async function errorOf(attempt: Promise<unknown>): Promise<PipelineError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof PipelineError) return error
  throw new Error(`no PipelineError but ${String(error)}`, { cause: error })
}

/** The error of a query, and of a write, which must be the same one. */
async function failureOf({ client }: CalltrailSession): Promise<PipelineError> {
  const onQuery = await errorOf(client.query(soql))
  const onWrite = await errorOf(client.upsert('Task', 'Calltrail_Event_Id__c', [task('e-1')]))
  expect([onWrite.code, onWrite.message]).toEqual([onQuery.code, onQuery.message])
  return onQuery
}

describe('a request that fails as a whole', () => {
  test.each<[string, Fault, ErrorCode]>([
    [
      '503 SERVER_UNAVAILABLE',
      { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: '' }] },
      'SALESFORCE_UNAVAILABLE',
    ],
    ['500 with a page', { status: 500, body: '<html>down</html>' }, 'SALESFORCE_REQUEST_FAILED'],
    ['504', { status: 504 }, 'SALESFORCE_REQUEST_FAILED'],
    ['502 with nothing', { status: 502 }, 'SALESFORCE_UNAVAILABLE'],
    ['429', { status: 429 }, 'SALESFORCE_UNAVAILABLE'],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://elsewhere.example' } },
      'SALESFORCE_UNAVAILABLE',
    ],
    [
      'a maintenance page that calls itself a success',
      { status: 200, body: '<html>back soon</html>' },
      'SALESFORCE_UNAVAILABLE',
    ],
    ['an empty success', { status: 200 }, 'SALESFORCE_UNAVAILABLE'],
    ['a success of another shape', { status: 200, body: { success: true } }, 'SALESFORCE_UNAVAILABLE'],
    ['a broken connection', { cut: 'before' }, 'SALESFORCE_UNAVAILABLE'],
    [
      '403 REQUEST_LIMIT_EXCEEDED',
      { status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: '' }] },
      'SALESFORCE_API_BUDGET_SPENT',
    ],
    [
      '403 REQUEST_LIMIT_EXCEEDED for long requests at once',
      {
        status: 403,
        body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentPerOrgLongTxn Limit exceeded.' }],
      },
      'SALESFORCE_UNAVAILABLE',
    ],
    ['420, from the edge', { status: 420 }, 'SALESFORCE_UNAVAILABLE'],
    [
      '400 UNKNOWN_EXCEPTION',
      { status: 400, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: '' }] },
      'SALESFORCE_REQUEST_FAILED',
    ],
    [
      '403',
      { status: 403, body: [{ errorCode: 'API_DISABLED_FOR_ORG', message: '' }] },
      'SALESFORCE_UNAUTHORIZED',
    ],
  ])('by %s is an outage', async (_, fault, code) => {
    const session = await connectToSalesforce()
    await session.fail({ match: data, do: fault })
    expect(await failureOf(session)).toMatchObject({ code, disposition: 'outage' })
  })

  test('because the daily allocation is spent is an outage', async () => {
    const session = await connectToSalesforce()
    await session.control('POST', '/limits', { used: 100, max: 100 })
    expect(await errorOf(session.client.query(soql))).toMatchObject({
      code: 'SALESFORCE_API_BUDGET_SPENT',
      disposition: 'outage',
      message: 'Salesforce answered 403 REQUEST_LIMIT_EXCEEDED',
      retryAfterMs: 300_000,
    })
  })

  test('because the user is frozen is an outage, and one new token is tried', async () => {
    const session = await connectToSalesforce()
    await session.client.query(soql)
    await session.control('POST', '/user', { frozen: true })
    await session.control('DELETE', '/requests')
    const error = await errorOf(session.client.query(soql))
    expect(error).toMatchObject({ code: 'SALESFORCE_UNAUTHORIZED', disposition: 'outage' })
    expect((await session.requests()).map(({ kind }) => kind)).toEqual(['query', 'token', 'query'])
    await session.control('POST', '/user', { frozen: false })
    expect(await session.client.query(soql)).toHaveLength(1)
  })

  test.each([
    ['v20.0', 'SALESFORCE_API_VERSION_RETIRED'],
    ['v99.0', 'SALESFORCE_ORG_INCOMPLETE'],
  ])('because there is no version %s stops the process with %s', async (version, code) => {
    const session = await connectToSalesforce({ salesforceApiVersion: version })
    expect(await failureOf(session)).toMatchObject({ code, disposition: 'stop' })
  })

  test('because there is no answer in time is an outage', async () => {
    const session = await connectToSalesforce({ salesforceTimeoutMs: 200 })
    await session.fail({ match: data, do: { hang: true } })
    const start = performance.now()
    const error = await errorOf(session.client.query(soql))
    expect(performance.now() - start).toBeLessThan(700)
    expect(error).toMatchObject({ code: 'SALESFORCE_REQUEST_FAILED', disposition: 'outage' })
    expect(error.message).toBe('Salesforce did not answer: TimeoutError')
  })

  test('because nobody listens is an outage', async () => {
    const session = await connectToSalesforce({ salesforceLoginUrl: 'http://127.0.0.1:1' })
    const error = await failureOf(session)
    expect(error).toMatchObject({ code: 'SALESFORCE_UNAVAILABLE', disposition: 'outage' })
    expect(error.message).toBe('Salesforce did not answer: ECONNREFUSED')
  })

  test('because the query is wrong is the record’s own, and quotes nothing of it', async () => {
    const { client } = await connectToSalesforce()
    const error = await errorOf(client.query("SELECT Id FROM Contact WHERE Phone = '+15551234567' OR"))
    expect(error).toMatchObject({ code: 'SALESFORCE_REQUEST_REJECTED', disposition: 'retry' })
    expect(error.message).toBe('Salesforce answered 400 MALFORMED_QUERY')
  })

  test('because the org lacks a field stops the process and names the field', async () => {
    const { client, control } = await connectToSalesforce()
    await control('PUT', '/fields/Contact/HomePhone', { hidden: true })
    const error = await errorOf(client.query("SELECT Id FROM Contact WHERE HomePhone = '+15551234567'"))
    expect(error).toMatchObject({ code: 'SALESFORCE_ORG_INCOMPLETE', disposition: 'stop' })
    expect(error.message).toMatch(/INVALID_FIELD: .*HomePhone/)
    expect(error.message).not.toContain('5551234567')
  })

  test('because a value cannot be read keeps the value to itself', async () => {
    const session = await connectToSalesforce()
    const body = [
      {
        errorCode: 'JSON_PARSER_ERROR',
        message: 'Cannot deserialize date from\nVALUE_STRING value Jane Roe',
      },
    ]
    await session.fail({ match: data, do: { status: 400, body } })
    expect((await failureOf(session)).message).toBe('Salesforce answered 400 JSON_PARSER_ERROR')
  })
})

describe('a login that fails', () => {
  test.each<[string, Fault, ErrorCode]>([
    ['with 503', { status: 503 }, 'SALESFORCE_UNAVAILABLE'],
    ['with 429', { status: 429 }, 'SALESFORCE_UNAVAILABLE'],
    [
      'with a redirect',
      { status: 301, headers: { location: 'https://elsewhere.example' } },
      'SALESFORCE_UNAVAILABLE',
    ],
    ['with a page', { status: 200, body: '<html>log in</html>' }, 'SALESFORCE_UNAVAILABLE'],
    ['with nothing', { status: 200 }, 'SALESFORCE_UNAVAILABLE'],
    [
      'with an answer without a token',
      { status: 200, body: { instance_url: 'http://127.0.0.1' } },
      'SALESFORCE_UNAVAILABLE',
    ],
    [
      'with an address that is none',
      { status: 200, body: { access_token: 'a', instance_url: '' } },
      'SALESFORCE_UNAVAILABLE',
    ],
    ['by a broken connection', { cut: 'after' }, 'SALESFORCE_UNAVAILABLE'],
    ['with a refusal', { status: 400, body: { error: 'invalid_grant' } }, 'SALESFORCE_UNAUTHORIZED'],
  ])('%s is an outage, and the next request logs in anew', async (_, fault, code) => {
    const session = await connectToSalesforce()
    await session.fail({ match: { path: '/services/oauth2' }, times: 1, do: fault })
    expect(await errorOf(session.client.query(soql))).toMatchObject({ code, disposition: 'outage' })
    expect(await session.client.query(soql)).toHaveLength(1)
  })

  test('because the secret is wrong is an outage, and the secret is not told', async () => {
    const session = await connectToSalesforce({ salesforceClientSecret: 'not-the-secret' })
    const error = await failureOf(session)
    expect(error).toMatchObject({ code: 'SALESFORCE_UNAUTHORIZED', disposition: 'outage' })
    expect(`${error.message} ${error.stack}`).not.toContain('not-the-secret')
  })

  test('because it hangs is an outage in the time that one answer may take', async () => {
    const session = await connectToSalesforce({ salesforceTimeoutMs: 200 })
    await session.fail({ match: { path: '/services/oauth2' }, do: { hang: true } })
    const start = performance.now()
    expect(await errorOf(session.client.query(soql))).toMatchObject({ code: 'SALESFORCE_UNAVAILABLE' })
    expect(performance.now() - start).toBeLessThan(700)
  })
})

describe('the token', () => {
  // Five queries share a request.
  const many = (client: CalltrailSession['client'], requests = 8) =>
    Promise.all(Array.from({ length: 5 * requests }, () => client.query(soql)))

  test('is asked for once, however many requests begin together', async () => {
    const { client, countOf } = await connectToSalesforce()
    await many(client)
    expect([await countOf('token'), await countOf('composite')]).toEqual([1, 8])
  })

  test('is asked for once more when it is refused to many requests together', async () => {
    const { client, control, requests } = await connectToSalesforce()
    await many(client)
    await control('DELETE', '/requests')
    await control('POST', '/tokens/revoke')
    await many(client)
    const seen = await requests()
    expect(seen.filter(({ kind }) => kind === 'token')).toHaveLength(1)
    expect(seen.filter(({ kind, status }) => kind === 'composite' && status === 200)).toHaveLength(8)
  })

  test('is asked for once more when a slow request hears of the refusal late', async () => {
    const { client, control, countOf, fail } = await connectToSalesforce()
    await client.query(soql)
    await control('DELETE', '/requests')
    await control('POST', '/tokens/revoke')
    await fail({ match: data, times: 1, do: { delayMs: 200 } })
    const slow = client.query(soql)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await many(client, 1)
    expect(await slow).toHaveLength(1)
    expect(await countOf('token')).toBe(1)
  })

  test('is asked for again when it has expired', async () => {
    const { client, control, countOf } = await connectToSalesforce()
    await client.query(soql)
    await control('POST', '/clock', { advanceMs: 3 * 3_600_000 })
    expect(await client.query(soql)).toHaveLength(1)
    expect(await countOf('token')).toBe(2)
  })
})

describe('a collection', () => {
  test('of 201 records is sent in two requests, and has its results in order', async () => {
    const { client, requests } = await connectToSalesforce()
    const records = Array.from({ length: 201 }, (_, index) =>
      task(`e-${index}`, index === 200 ? { Nonsense__c: 1 } : {}),
    )
    const results = await client.upsert('Task', 'Calltrail_Event_Id__c', records)
    expect(results.map(({ success }) => success)).toEqual(records.map((_, index) => index !== 200))
    expect((await requests()).map(({ kind }) => kind)).toEqual([
      'token',
      'collection-upsert',
      'collection-upsert',
    ])
  })

  test('of nothing asks for nothing', async () => {
    const { client, requests } = await connectToSalesforce()
    expect(await client.upsert('Task', 'Calltrail_Event_Id__c', [])).toEqual([])
    expect(await client.create('Contact', [])).toEqual([])
    expect(await client.update('Contact', [])).toEqual([])
    expect(await requests()).toEqual([])
  })

  test('that comes back shorter than it was is an outage, as nobody can tell which record is missing', async () => {
    const session = await connectToSalesforce()
    const body = [{ id: '00TSm0000000001', success: true, errors: [] }]
    await session.fail({ match: { object: 'Task' }, do: { status: 200, body } })
    const records = [task('e-1'), task('e-2')]
    const error = await errorOf(session.client.upsert('Task', 'Calltrail_Event_Id__c', records))
    expect(error.code).toBe('SALESFORCE_UNAVAILABLE')
  })

  test('creates, and then updates', async () => {
    const { client } = await connectToSalesforce()
    const [created] = await client.upsert('Task', 'Calltrail_Event_Id__c', [task('e-1')])
    const [updated] = await client.upsert('Task', 'Calltrail_Event_Id__c', [task('e-1')])
    expect(created).toMatchObject({ success: true, created: true })
    expect(updated).toEqual({ ...created, created: false })
    expect(await client.update('Contact', [{ Id: johnDoe.Id, Title: 'Dr' }])).toEqual([
      { success: true, id: johnDoe.Id, created: false },
    ])
  })

  test.each([
    ['UNABLE_TO_LOCK_ROW', 'SALESFORCE_ROW_LOCKED', 'retry'],
    ['DUPLICATE_VALUE', 'SALESFORCE_DUPLICATE_VALUE', 'retry'],
    ['SERVER_UNAVAILABLE', 'SALESFORCE_RECORD_FAILED', 'retry'],
    ['UNKNOWN_EXCEPTION', 'SALESFORCE_RECORD_FAILED', 'retry'],
    ['REQUEST_RUNNING_TOO_LONG', 'SALESFORCE_RECORD_FAILED', 'retry'],
    ['TXN_SECURITY_METERING_ERROR', 'SALESFORCE_RECORD_FAILED', 'retry'],
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'SALESFORCE_AUTOMATION_FAILED', 'retry'],
    ['CANNOT_EXECUTE_FLOW_TRIGGER', 'SALESFORCE_AUTOMATION_FAILED', 'retry'],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['FIELD_FILTER_VALIDATION_EXCEPTION', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['REQUIRED_FIELD_MISSING', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['STRING_TOO_LONG', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['INVALID_EMAIL_ADDRESS', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['INVALID_CROSS_REFERENCE_KEY', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['ENTITY_IS_DELETED', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['ENTITY_IS_LOCKED', 'SALESFORCE_RECORD_REJECTED', 'park'],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 'SALESFORCE_ACCESS_DENIED', 'park'],
    ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'SALESFORCE_ACCESS_DENIED', 'park'],
    ['INVALID_FIELD_FOR_INSERT_UPDATE', 'SALESFORCE_ACCESS_DENIED', 'park'],
    ['TXN_SECURITY_NO_ACCESS', 'SALESFORCE_ACCESS_DENIED', 'park'],
    ['INACTIVE_OWNER_OR_USER', 'SALESFORCE_OWNER_INACTIVE', 'park'],
    ['OPERATION_WITH_INACTIVE_USER', 'SALESFORCE_OWNER_INACTIVE', 'park'],
    ['DUPLICATES_DETECTED', 'SALESFORCE_DUPLICATE_RULE', 'park'],
    ['SOMETHING_NEW', 'SALESFORCE_RECORD_REJECTED', 'park'],
  ])(
    'with a record that fails with %s gives %s: %s, and its neighbour is written',
    async (statusCode, code, disposition) => {
      const { client, fail } = await connectToSalesforce()
      const recordError = { statusCode, message: 'of Jane Roe, +15551234567', fields: ['Subject', 'WhoId'] }
      await fail({ match: { object: 'Task' }, do: { recordError, where: { Calltrail_Event_Id__c: 'e-1' } } })
      const [failed, written] = await client.upsert('Task', 'Calltrail_Event_Id__c', [
        task('e-1'),
        task('e-2'),
      ])
      expect(failed).toMatchObject({
        success: false,
        error: { code, disposition, message: `${statusCode} Subject WhoId` },
      })
      expect(written).toMatchObject({ success: true })
    },
  )

  test.each([
    ['REQUEST_LIMIT_EXCEEDED', 'SALESFORCE_API_BUDGET_SPENT'],
    ['STORAGE_LIMIT_EXCEEDED', 'SALESFORCE_STORAGE_FULL'],
    ['EXCEEDED_QUOTA', 'SALESFORCE_STORAGE_FULL'],
  ])('with a record that fails with %s meets an outage as a whole: %s', async (statusCode, code) => {
    const { client, fail } = await connectToSalesforce()
    const recordError = { statusCode, message: 'of Jane Roe, +15551234567' }
    await fail({ match: { object: 'Task' }, do: { recordError, where: { Calltrail_Event_Id__c: 'e-1' } } })
    const writing = client.upsert('Task', 'Calltrail_Event_Id__c', [task('e-1'), task('e-2')])
    await expect(writing).rejects.toMatchObject({ code, disposition: 'outage', message: statusCode })
  })

  test('with a deleted contact, an account for a person and a read-only field has its reason for each', async () => {
    const { client, control } = await connectToSalesforce()
    const planted = { LastName: 'Gone', IsDeleted: true }
    const { ids } = (await control('POST', '/records/Contact', planted)) as { ids: string[] }
    const tasks = await client.upsert('Task', 'Calltrail_Event_Id__c', [
      task('e-1', { WhoId: ids[0]! }),
      task('e-2', { WhoId: sampleRecords.accounts.acme.Id }),
    ])
    const contacts = await client.update('Contact', [{ Id: janeRoe.Id, LastActivityDate: '2026-03-14' }])
    expect([...tasks, ...contacts]).toMatchObject([
      { error: { message: 'ENTITY_IS_DELETED', disposition: 'park' } },
      { error: { message: 'FIELD_INTEGRITY_EXCEPTION WhoId', disposition: 'park' } },
      { error: { message: 'INVALID_FIELD_FOR_INSERT_UPDATE LastActivityDate', disposition: 'park' } },
    ])
  })
})

describe('a query', () => {
  test('that is too long for an address is refused with the reason, and Salesforce is not asked', async () => {
    const { client, requests } = await connectToSalesforce()
    const error = await errorOf(client.query(`${soql} ${'x'.repeat(16_000)}`))
    expect(error).toMatchObject({ code: 'SALESFORCE_REQUEST_REJECTED', disposition: 'retry' })
    expect(error.message).toMatch(/^a query of \d+ characters is too long for an address/)
    expect(await requests()).toEqual([])
  })

  test('that is too long for an address is refused as well when others are asked with it, and does not harm them', async () => {
    const { client } = await connectToSalesforce()
    const tooLong = soql.replace('LIMIT', `WHERE LastName != '${'x'.repeat(16_000)}' LIMIT`)
    const [refused, answered] = await Promise.allSettled([client.query(tooLong), client.query(soql)])
    expect(refused).toMatchObject({ reason: { code: 'SALESFORCE_REQUEST_REJECTED' } })
    expect(answered.status).toBe('fulfilled')
  })

  test.each(['QUERY_TIMEOUT', 'OPERATION_TOO_LARGE'])(
    'that meets %s is one for a larger org',
    async (errorCode) => {
      const { client, fail } = await connectToSalesforce()
      await fail({ match: data, do: { status: 400, body: [{ errorCode, message: '' }] } })
      expect(await errorOf(client.query(soql))).toMatchObject({
        code: 'SALESFORCE_QUERY_TOO_LARGE',
        disposition: 'retry',
      })
    },
  )

  test('has all its pages', async () => {
    const { client, control, countOf } = await connectToSalesforce()
    const planted = Array.from({ length: 2_500 }, (_, index) => ({ LastName: `Page ${index}` }))
    await control('POST', '/records/Contact', planted)
    const rows = await client.query<{ Id: string }>("SELECT Id FROM Contact WHERE LastName LIKE 'Page %'")
    expect(new Set(rows.map(({ Id }) => Id)).size).toBe(2_500)
    expect([await countOf('query'), await countOf('query-more')]).toEqual([1, 1])
  })
})

test('an error never carries the address that was asked, which holds the query', async () => {
  const server = createServer((_request, response) => response.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const body = { access_token: 'token-of-the-session', instance_url: `http://127.0.0.1:${port}` }
  const session = await connectToSalesforce()
  await session.fail({ match: { path: '/services/oauth2' }, do: { status: 200, body } })
  const error = await errorOf(session.client.query("SELECT Id FROM Contact WHERE Phone = '+15551234567'"))
  const told = [error, error.cause].map((one) =>
    one instanceof Error ? `${one.stack} ${JSON.stringify(one)}` : '',
  )
  expect(told.join(' ')).not.toMatch(/5551234567|token-of-the-session/)
})
