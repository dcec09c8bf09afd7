import { describe, expect, test } from 'vitest'
import { openSalesforce, requestToken } from './salesforce-session.ts'

const neverIssuedId = '003000000000001AAA'

describe('tokens', () => {
  test('an answer names the instance, and no time of expiry', async () => {
    const { url } = await openSalesforce()
    const { status, body } = await requestToken(url)
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', instance_url: url })
    expect(body).not.toHaveProperty('expires_in')
  })

  test('credentials may come as Basic authentication', async () => {
    const { url } = await openSalesforce()
    const answer = await fetch(`${url}/services/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('calltrail-salesforce-client:calltrail-salesforce-secret')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    expect(answer.status).toBe(200)
  })

  test.each([
    [{ client_secret: 'wrong' }, 'invalid_client'],
    [{ client_id: 'wrong' }, 'invalid_client_id'],
    [{ grant_type: 'magic' }, 'unsupported_grant_type'],
  ])('%j is refused', async (form, error) => {
    const { url } = await openSalesforce()
    expect(await requestToken(url, form)).toMatchObject({ status: 400, body: { error } })
  })

  test('a JWT assertion is judged by its claims', async () => {
    const { url } = await openSalesforce()
    const bearer = (claims: Record<string, unknown>) => {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const all = {
        iss: 'calltrail-salesforce-client',
        sub: 'integration@calltrail.example',
        aud: url,
        ...claims,
      }
      const assertion = `${part({ alg: 'RS256' })}.${part(all)}.c2lnbmF0dXJl`
      return requestToken(url, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
    }
    const inTwoMinutes = Math.floor(Date.now() / 1_000) + 120
    expect(await bearer({ exp: inTwoMinutes })).toMatchObject({ status: 200 })
    expect(await bearer({ exp: inTwoMinutes * 1_000 })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
    expect(await bearer({ exp: 1 })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await bearer({ exp: inTwoMinutes, sub: 'nobody' })).toMatchObject({ status: 400 })
  })

  test('expired, revoked and invented tokens, and those of a frozen user, are one error', async () => {
    const salesforce = await openSalesforce({ tokenLifetimeMs: 60_000 })
    const expired = {
      status: 401,
      body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
    }
    const ask = () => salesforce.query('SELECT Id FROM Account')
    await salesforce.control('POST', '/clock', { advanceMs: 60_000 })
    expect(await ask()).toMatchObject(expired)
    await salesforce.logIn()
    expect(await ask()).toMatchObject({ status: 200 })
    expect(await salesforce.control('POST', '/tokens/revoke')).toMatchObject({ body: { revoked: 2 } })
    expect(await ask()).toMatchObject(expired)
    await salesforce.control('POST', '/user', { frozen: true })
    await salesforce.logIn()
    expect(await ask()).toMatchObject(expired)
  })
})

describe('requests', () => {
  test('an address longer than 16 KB is refused', async () => {
    const salesforce = await openSalesforce()
    const names = (count: number) => Array.from({ length: count }, () => "'+15551234567'").join(',')
    const query = (count: number) =>
      salesforce.query(`SELECT Id FROM Contact WHERE Phone IN (${names(count)})`)
    expect(await query(500)).toMatchObject({ status: 200 })
    expect(await query(900)).toMatchObject({ status: 414 })
  })

  test.each([
    ['GET', '/nope', undefined, 404, 'NOT_FOUND'],
    ['GET', '/sobjects/Nope/describe', undefined, 404, 'NOT_FOUND'],
    ['PUT', '/sobjects/Task', {}, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/sobjects/Task', '{"Subject":', 400, 'JSON_PARSER_ERROR'],
    ['GET', `/sobjects/Contact/${neverIssuedId}`, undefined, 404, 'NOT_FOUND'],
    ['GET', '/sobjects/Contact/003xx000003SG', undefined, 400, 'MALFORMED_ID'],
    ['PATCH', `/sobjects/Contact/${neverIssuedId}`, {}, 404, 'INVALID_CROSS_REFERENCE_KEY'],
    ['POST', '/sobjects/Contact', { LastName: 'Mail', Email: 'no address' }, 400, 'INVALID_EMAIL_ADDRESS'],
    ['POST', '/sobjects/Contact', { FirstName: 'Nameless' }, 400, 'REQUIRED_FIELD_MISSING'],
  ])('%s %s %j is %i %s', async (method, path, body, status, errorCode) => {
    const salesforce = await openSalesforce()
    expect(await salesforce.call(method, path, body)).toMatchObject({ status, body: [{ errorCode }] })
  })

  test('an unknown version is not found, a retired one is gone', async () => {
    const salesforce = await openSalesforce()
    expect(await salesforce.call('GET', '/limits', undefined, 'v99.0')).toMatchObject({ status: 404 })
    expect(await salesforce.call('GET', '/limits', undefined, 'v20.0')).toMatchObject({
      status: 410,
      body: [{ errorCode: 'UNSUPPORTED_API_VERSION' }],
    })
  })

  test('a phone number that tries to be SOQL finds nobody', async () => {
    const salesforce = await openSalesforce()
    const hostile = String.raw`+1\' OR Name LIKE \'%`
    expect(await salesforce.query(`SELECT Id FROM Contact WHERE Phone = '${hostile}'`)).toMatchObject({
      status: 200,
      body: { totalSize: 0 },
    })
  })

  test('the usage of the allocation may have more than one part', async () => {
    const salesforce = await openSalesforce()
    await salesforce.control('POST', '/limits', {
      used: 41,
      more: 'per-app-api-usage=17/250(appName=calltrail)',
    })
    const { headers } = await salesforce.query('SELECT Id FROM Account')
    expect(headers.get('sforce-limit-info')).toBe(
      'api-usage=42/100000; per-app-api-usage=17/250(appName=calltrail)',
    )
  })

  test('search knows a new contact only after the index lag', async () => {
    const salesforce = await openSalesforce({ searchIndexLagMs: 120_000 })
    await salesforce.call('POST', '/sobjects/Contact', { LastName: 'Fresh', Phone: '(212) 555-0111' })
    const find = async () => {
      const { body } = await salesforce.search('FIND {2125550111} IN PHONE FIELDS RETURNING Contact(Name)')
      return (body as { searchRecords: unknown[] }).searchRecords.length
    }
    expect(await find()).toBe(0)
    await salesforce.control('POST', '/clock', { advanceMs: 120_000 })
    expect(await find()).toBe(1)
  })
})
