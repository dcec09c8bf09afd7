import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { importSPKI, jwtVerify } from 'jose'
import { bodyOf } from '../control/request.ts'
import type { AccessTokens } from '../oauth/access-tokens.ts'
import { type ClientCredentials, isSameSecret, presentedCredentials } from '../oauth/client-credentials.ts'
import type { Org } from './org.ts'

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const LONGEST_ASSERTION_LIFE_MS = 3 * 60 * 1_000
const LOGIN_HOST = 'https://login.salesforce.com'
const SANDBOX_LOGIN_HOST = 'https://test.salesforce.com'

interface OAuthParts {
  readonly org: Org
  readonly tokens: AccessTokens
  readonly client: ClientCredentials
  /** The integration user's name, the subject of a JWT assertion. */
  readonly username: string
  readonly password: string
}

interface Refusal {
  readonly error: string
  readonly error_description: string
}

/** The token end-point, revocation, and identity. Token requests are not part of the API allocation. */
export function installOAuth(app: FastifyInstance, parts: OAuthParts): void {
  const { org, tokens } = parts
  app.post('/services/oauth2/token', async (request, reply) => {
    const refusal = await judgeGrant(request, parts)
    if (refusal) return reply.code(400).send(refusal)
    const baseUrl = `${request.protocol}://${request.host}`
    // No expires_in: Salesforce does not say how long a token lives.
    return reply.send({
      access_token: tokens.issue(`${org.organizationId.slice(0, 15)}!`, parts.client.clientId),
      signature: Buffer.from(org.organizationId).toString('base64'),
      scope: 'api',
      instance_url: baseUrl,
      id: `${baseUrl}/id/${org.organizationId}/${org.runningUserId}`,
      token_type: 'Bearer',
      issued_at: String(org.clock.now()),
    })
  })
  app.post('/services/oauth2/revoke', (request, reply) => revoke(request, reply, tokens))
}

function revoke(request: FastifyRequest, reply: FastifyReply, tokens: AccessTokens): FastifyReply {
  const isRevoked = tokens.revoke(bodyOf(request).form.get('token') ?? '')
  if (isRevoked) return reply.code(200).send()
  return reply
    .code(400)
    .type('application/x-www-form-urlencoded')
    .send('error=unsupported_token_type&error_description=this+token+is+not+supported')
}

async function judgeGrant(request: FastifyRequest, parts: OAuthParts): Promise<Refusal | undefined> {
  const { form } = bodyOf(request)
  const grant = form.get('grant_type')
  if (grant === JWT_GRANT) {
    return judgeAssertion(form.get('assertion') ?? '', `${request.protocol}://${request.host}`, parts)
  }
  if (grant !== 'client_credentials' && grant !== 'password') {
    return { error: 'unsupported_grant_type', error_description: 'grant type not supported' }
  }
  const { clientId, clientSecret } = presentedCredentials(request.headers.authorization, form)
  if (!isSameSecret(clientId, parts.client.clientId)) {
    return { error: 'invalid_client_id', error_description: 'client identifier invalid' }
  }
  if (!isSameSecret(clientSecret, parts.client.clientSecret)) {
    return { error: 'invalid_client', error_description: 'invalid client credentials' }
  }
  const isUserKnown =
    grant === 'client_credentials' ||
    (form.get('username') === parts.username && isSameSecret(form.get('password') ?? '', parts.password))
  return isUserKnown ? undefined : { error: 'invalid_grant', error_description: 'authentication failure' }
}

/** Judges a JWT assertion: its signature, if the org has the client's public key, and its claims. */
async function judgeAssertion(
  assertion: string,
  ownUrl: string,
  { org, client, username }: OAuthParts,
): Promise<Refusal | undefined> {
  const claims = readClaims(assertion)
  if (!claims) return invalidGrant('invalid assertion')
  if (claims['iss'] !== client.clientId) {
    return { error: 'invalid_client_id', error_description: 'client identifier invalid' }
  }
  if (org.clientPublicKey !== undefined && !(await isSignedWith(org.clientPublicKey, assertion))) {
    return invalidGrant('invalid assertion')
  }
  if (claims['sub'] !== username) return invalidGrant("user hasn't approved this consumer")
  const { IsSandbox: isSandbox } = org.records.find(org.organizationId)?.values ?? {}
  const audiences = [ownUrl, isSandbox === true ? SANDBOX_LOGIN_HOST : LOGIN_HOST]
  if (!audiences.includes(String(claims['aud']))) return invalidGrant('audience is invalid')
  const remainingMs = Number(claims['exp']) * 1_000 - org.clock.now()
  return remainingMs > 0 && remainingMs <= LONGEST_ASSERTION_LIFE_MS
    ? undefined
    : invalidGrant('expired authorization code')
}

const invalidGrant = (description: string): Refusal => ({
  error: 'invalid_grant',
  error_description: description,
})

/** The times in it are judged by the simulator's clock, and not here. */
async function isSignedWith(publicKey: string, assertion: string): Promise<boolean> {
  try {
    await jwtVerify(assertion, await importSPKI(publicKey, 'RS256'), {
      algorithms: ['RS256'],
      currentDate: new Date(0),
    })
    return true
  } catch {
    return false
  }
}

function readClaims(assertion: string): Record<string, unknown> | undefined {
  const [header, claims, signature] = assertion.split('.')
  if (!header || !claims || !signature) return undefined
  try {
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { alg?: unknown }
    return alg === 'RS256'
      ? (JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
