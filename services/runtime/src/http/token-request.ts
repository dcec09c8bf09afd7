/** How a client proves who it is to an OAuth token end-point. */
import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'

export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** What to ask for, where the server wants it named. */
  readonly scope?: string
}

/** RFC 7523: the client signs with its private key for a user, and no secret travels. */
export interface JwtBearer {
  readonly tokenUrl: string
  readonly clientId: string
  /** The user on whose behalf the client asks. */
  readonly username: string
  /** RSA. */
  readonly privateKey: KeyObject
  readonly audience: string
}

export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Salesforce takes no assertion that is valid for more than three minutes; some of it is left for clocks that differ. */
const assertionLifeSeconds = 120

/** @param now epoch milliseconds */
export async function tokenRequest(
  credentials: ClientCredentials | JwtBearer,
  now: number,
): Promise<TokenRequest> {
  const form = new URLSearchParams()
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
  if ('privateKey' in credentials) {
    form.set('grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer')
    form.set('assertion', await assertion(credentials, now))
  } else {
    form.set('grant_type', 'client_credentials')
    if (credentials.scope !== undefined) form.set('scope', credentials.scope)
    headers['authorization'] = basic(credentials)
  }
  return { headers, body: form.toString() }
}

function assertion({ clientId, username, privateKey, audience }: JwtBearer, now: number): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience(audience)
    .setExpirationTime(Math.floor(now / 1_000) + assertionLifeSeconds)
    .sign(privateKey)
}

function basic({ clientId, clientSecret }: ClientCredentials): string {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
