/**
 * An authorization server: it gives its clients tokens for Kafka (RFC 6749, section 4.4), and tells Kafka the key that signs them.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface TokenServer extends AsyncDisposable {
  readonly tokenUrl: string
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
  /** The secret of a client, which is made when it is first asked for. */
  secretOf(clientId: string): string
  /** Goes away, as for an outage. */
  stop(): Promise<void>
  /** Comes back, at the same address. */
  start(): Promise<void>
  /** What this client's tokens are from now on, other than good for an hour. */
  issueTo(clientId: string, tokens: Partial<TokenTerms>): void
  /** How many tokens the client has been given. */
  issued(clientId: string): number
}

export interface TokenTerms {
  readonly lifetimeSeconds: number
  /** Whom the token is for. Kafka takes its own only. */
  readonly audience: string
  /** Kafka takes what is signed by the key that it was told of. */
  readonly signedBy: 'the server' | 'somebody else'
}

export async function startTokenServer(): Promise<TokenServer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const foreign = await generateKeyPair('RS256')
  const kid = randomUUID()
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }] })
  const issuer = 'https://login.calltrail.test'
  const audience = 'kafka'
  const secrets = new Map<string, string>()
  const terms = new Map<string, Partial<TokenTerms>>()
  const counts = new Map<string, number>()

  async function tokenAnswer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const form = new URLSearchParams(await text(request))
    const { clientId, secret } = credentialsOf(request, form)
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } }
    if (secret === undefined || secret !== secrets.get(clientId))
      return {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Unknown client or secret.' },
      }
    const usual: TokenTerms = { lifetimeSeconds: 3_600, audience, signedBy: 'the server' }
    const given = { ...usual, ...terms.get(clientId) }
    counts.set(clientId, (counts.get(clientId) ?? 0) + 1)
    const accessToken = await new SignJWT({ scope: form.get('scope') ?? 'kafka' })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setIssuer(issuer)
      .setSubject(clientId)
      .setAudience(given.audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${given.lifetimeSeconds} s`)
      .sign(given.signedBy === 'the server' ? privateKey : foreign.privateKey)
    const body = { access_token: accessToken, token_type: 'Bearer', expires_in: given.lifetimeSeconds }
    return { status: 200, body }
  }

  const server = createServer((request, response) => {
    if (request.url === '/keys') response.setHeader('content-type', 'application/json').end(jwks)
    else if (request.method === 'POST' && request.url === '/token')
      void tokenAnswer(request).then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      )
    else response.writeHead(404).end()
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  async function stop(): Promise<void> {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  return {
    tokenUrl: `${url}/token`,
    jwksUrl: `${url}/keys`,
    issuer,
    audience,
    secretOf(clientId) {
      const secret = secrets.get(clientId) ?? randomUUID()
      secrets.set(clientId, secret)
      return secret
    },
    issueTo: (clientId, tokens) => void terms.set(clientId, tokens),
    issued: (clientId) => counts.get(clientId) ?? 0,
    stop,
    start: () => listen(port),
    [Symbol.asyncDispose]: stop,
  }
}

/** In the header, or in the form: a server must take the one, and may take the other. */
function credentialsOf(
  { headers }: IncomingMessage,
  form: URLSearchParams,
): { readonly clientId: string; readonly secret: string | undefined } {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (basic === undefined)
    return { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? undefined }
  const [clientId = '', secret] = Buffer.from(basic, 'base64').toString().split(':')
  return { clientId: decodeURIComponent(clientId), secret: secret && decodeURIComponent(secret) }
}
