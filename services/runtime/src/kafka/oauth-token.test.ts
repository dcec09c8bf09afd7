import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { kafkaTokens } from './oauth-token.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function identityProvider(answer: (count: number) => Answer) {
  const requests: { headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer((request, response) => {
    void reply(request, response)
  })
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push({ headers: request.headers, body: await text(request) })
    const { status, body } = answer(requests.length)
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
  return { requests, credentials: { tokenUrl, clientId: 'sink', clientSecret: 'secret' } }
}

const token = (count: number, expires_in?: number): Answer => ({
  status: 200,
  body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in },
})

it('a token is asked for with the client’s credentials and scopes', async () => {
  const { requests, credentials } = await identityProvider((count) => token(count, 300))
  await kafkaTokens({ ...credentials, scope: 'kafka calls' })()
  expect(requests).toMatchObject([
    {
      headers: { authorization: `Basic ${btoa('sink:secret')}` },
      body: 'grant_type=client_credentials&scope=kafka+calls',
    },
  ])
})

it('connections that log in at the same time share a token, and those after them until shortly before it expires', async () => {
  let now = 0
  const { requests, credentials } = await identityProvider((count) => token(count, 300))
  const tokens = kafkaTokens(credentials, () => now)
  const first = await Promise.all([tokens(), tokens(), tokens()])
  expect(first.map(({ value }) => value)).toEqual(['token-1', 'token-1', 'token-1'])
  now = 269_000
  expect(await tokens()).toEqual({ value: 'token-1' })
  now = 271_000
  expect(await Promise.all([tokens(), tokens()])).toEqual([{ value: 'token-2' }, { value: 'token-2' }])
  expect(requests).toHaveLength(2)
})

it('a token that lives for less than the margin is used for half of its life', async () => {
  let now = 0
  const { credentials } = await identityProvider((count) => token(count, 20))
  const tokens = kafkaTokens(credentials, () => now)
  await tokens()
  now = 9_000
  expect(await tokens()).toEqual({ value: 'token-1' })
  now = 11_000
  expect(await tokens()).toEqual({ value: 'token-2' })
})

it('a token that Kafka refuses is not shown again: the login after that has another', async () => {
  const { credentials } = await identityProvider((count) => token(count, 300))
  const oauthBearerProvider = kafkaTokens(credentials)
  const open = createRequire(import.meta.url)('kafkajs/src/broker/saslAuthenticator/oauthBearer.js')
  const shown: string[] = []
  const login = open({ oauthBearerProvider })({
    host: 'kafka',
    port: 9_092,
    logger: { debug: () => undefined, error: () => undefined },
    async saslAuthenticate({ request }: { request: { encode(): Promise<Buffer> } }) {
      shown.push(/token-\d/.exec((await request.encode()).toString())![0])
      if (shown.length === 1) return '{"status":"invalid_token"}'
      if (shown.length === 2) throw Object.assign(new Error('Closed connection'), { retriable: true })
      return undefined
    },
  })
  await expect(login.authenticate()).rejects.toThrow('the token was refused')
  await expect(login.authenticate()).rejects.toThrow('Closed connection')
  await login.authenticate()
  expect(shown).toEqual(['token-1', 'token-2', 'token-2'])
  oauthBearerProvider.refused('token-1')
  expect(await oauthBearerProvider()).toEqual({ value: 'token-2' })
})

it.each([
  [401, { error: 'invalid_client', error_description: 'no such client' }, '(invalid_client: no such client)'],
  [400, { error: 'invalid_scope' }, '(invalid_scope)'],
  [403, { error: 'unauthorized_client' }, '(unauthorized_client)'],
])('a provider that answers %i refuses the client, in its own words', async (status, body, words) => {
  const { requests, credentials } = await identityProvider(() => ({ status, body }))
  const refused = kafkaTokens(credentials)()
  await expect(refused).rejects.toMatchObject({
    code: 'KAFKA_LOGIN_REFUSED',
    message: expect.stringContaining(words),
  })
  await expect(refused).rejects.toThrow('Check KAFKA_OAUTH_TOKEN_URL')
  expect(requests).toHaveLength(1)
})

it.each([
  [503, 'busy', '503'],
  [429, { error: 'slow_down' }, '429 (slow_down)'],
  [404, '<html>no such route</html>', '404'],
  [401, '<html>the gateway wants to know who you are</html>', '401'],
  [400, { error: 'temporarily_unavailable' }, '400 (temporarily_unavailable)'],
  [400, { error: 'server_error', error_description: 'no database' }, '400 (server_error: no database)'],
  [200, { login: 'please' }, '200'],
])('that it answers %i %j is no refusal: the next login asks again', async (status, body, words) => {
  const { credentials } = await identityProvider((count) => (count === 1 ? { status, body } : token(count)))
  const tokens = kafkaTokens(credentials)
  await expect(tokens()).rejects.toMatchObject({
    retriable: true,
    message: `the identity provider (KAFKA_OAUTH_TOKEN_URL) issues no token for Kafka: it answered ${words}`,
  })
  expect(await tokens()).toEqual({ value: 'token-2' })
})

it('a provider that does not answer is no refusal', async () => {
  const credentials = { tokenUrl: 'http://127.0.0.1:1/token', clientId: 'sink', clientSecret: 'secret' }
  await expect(kafkaTokens(credentials)()).rejects.toMatchObject({
    retriable: true,
    message: expect.stringMatching(/^the identity provider \(KAFKA_OAUTH_TOKEN_URL\) did not answer \(/),
  })
})
