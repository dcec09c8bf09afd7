import { genesysSampleCredentials } from '@calltrail/simulators'
import { describe, expect, test } from 'vitest'
import { openGenesys, requestGenesysToken } from './genesys-session.ts'

describe('the media of a recording', () => {
  test('is a redirect to a presigned address', async () => {
    const genesys = await openGenesys()
    const { status, headers } = await genesys.call('GET', '/recordings/recording-222/media')
    const location = headers.get('location') ?? ''
    expect(status).toBe(307)
    expect(location).toMatch(
      /^https:\/\/.*recording-222.*X-Amz-Date=\d{8}T\d{6}Z.*X-Amz-Signature=[0-9a-f]{64}/,
    )
    expect(location.length).toBeGreaterThan(1_000)
    expect(location.length).toBeLessThan(2_000)
  })

  test.each([
    ['recording-transcoding', 202],
    ['recording-missing', 404],
    ['recording-of-a-load-test', 307],
  ])('of %s is %i', async (id, status) => {
    const genesys = await openGenesys()
    expect(await genesys.call('GET', `/recordings/${id}/media`)).toMatchObject({ status })
  })

  test('that nobody described may be missing instead', async () => {
    const genesys = await openGenesys()
    await genesys.control('POST', '/recordings', { default: 'missing' })
    expect(await genesys.call('GET', '/recordings/recording-x/media')).toMatchObject({ status: 404 })
    await genesys.control('POST', '/reset')
    await genesys.logIn()
    expect(await genesys.call('GET', '/recordings/recording-x/media')).toMatchObject({ status: 307 })
  })

  test('can be slow: the client gives up first', async () => {
    const genesys = await openGenesys()
    const { body } = await requestGenesysToken(genesys.url)
    const { access_token: token } = body as { access_token: string }
    const patience = AbortSignal.timeout(100)
    await expect(
      fetch(`${genesys.url}/api/v2/recordings/recording-timeout/media`, {
        redirect: 'manual',
        headers: { authorization: `Bearer ${token}` },
        signal: patience,
      }),
    ).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})

describe('the rate limit', () => {
  test('is on each answer, says when to come back, and starts again', async () => {
    const genesys = await openGenesys({ requestsPerMinute: 1 })
    const ask = () => genesys.call('GET', '/conversations/conversation-111')
    const first = await ask()
    expect(first.status).toBe(200)
    expect(first.headers.get('inin-ratelimit-allowed')).toBe('1')
    expect(first.headers.get('inin-ratelimit-count')).toBe('1')
    const second = await ask()
    expect(second).toMatchObject({
      status: 429,
      body: { code: 'too.many.requests.rate.limit.exceeded', status: 429 },
    })
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    await genesys.control('POST', '/clock', { advanceMs: 60_000 })
    expect(await ask()).toMatchObject({ status: 200 })
  })

  test('is 300 by default, and one for all tokens of a client', async () => {
    const genesys = await openGenesys()
    const ask = () => genesys.call('GET', '/conversations/conversation-111')
    const statuses = (await Promise.all(Array.from({ length: 301 }, ask))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
    await genesys.logIn()
    expect(await ask()).toMatchObject({ status: 429 })
  })

  test('is counted for each client by itself', async () => {
    const other = { clientId: 'another-client', clientSecret: 'another-secret' }
    const genesys = await openGenesys({ requestsPerMinute: 1, clients: [genesysSampleCredentials, other] })
    const ask = () => genesys.call('GET', '/conversations/conversation-111')
    await ask()
    expect(await ask()).toMatchObject({ status: 429 })
    await genesys.logIn(other)
    expect(await ask()).toMatchObject({ status: 200 })
  })
})

describe('tokens', () => {
  test('say how long they live, and then are refused', async () => {
    const genesys = await openGenesys({ tokenLifetimeMs: 3_600_000 })
    expect(await requestGenesysToken(genesys.url)).toMatchObject({
      status: 200,
      body: { token_type: 'bearer', expires_in: 3_600 },
    })
    await genesys.control('POST', '/clock', { advanceMs: 3_600_000 })
    expect(await genesys.call('GET', '/conversations/conversation-111')).toMatchObject({
      status: 401,
      body: { status: 401, details: [], errors: [], contextId: expect.any(String) as string },
    })
  })
})

describe('control', () => {
  test('conversations can be added, requests are counted, faults are met', async () => {
    const genesys = await openGenesys()
    await genesys.control('PUT', '/conversations/conversation-9', { participants: [{ purpose: 'customer' }] })
    expect(await genesys.call('GET', '/conversations/conversation-9')).toMatchObject({
      body: { id: 'conversation-9', participants: [{ purpose: 'customer' }] },
    })
    await genesys.control('POST', '/faults', { rules: [{ times: 1, do: { status: 503 } }] })
    expect(await genesys.call('GET', '/conversations/conversation-9')).toMatchObject({ status: 503 })
    expect(await genesys.control('GET', '/requests')).toMatchObject({
      body: { total: 3, byKind: { token: 1, conversation: 2 } },
    })
  })

  test.each([
    ['PUT', '/recordings/r-1', { state: 'lost' }],
    ['POST', '/rate-limit', { requestsPerMinute: 'many' }],
    ['PUT', '/conversations/c-1', {}],
  ])('%s %s refuses %j', async (method, path, body) => {
    const genesys = await openGenesys()
    expect(await genesys.control(method, path, body)).toMatchObject({ status: 400 })
  })
})
