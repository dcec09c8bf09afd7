import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bodyOf } from '../control/request.ts'
import type { AccessTokens } from '../oauth/access-tokens.ts'
import { type ClientCredentials, isSameSecret, presentedCredentials } from '../oauth/client-credentials.ts'
import type { Org } from './org.ts'

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const LONGEST_ASSERTION_LIFE_MS = 5 * 60 * 1_000

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
  app.post('/services/oauth2/token', (request, reply) => {
    const refusal = judgeGrant(request, parts)
    if (refusal) return reply.code(400).send(refusal)
    const baseUrl = `${request.protocol}://${request.host}`
    // No expires_in: Salesforce does not say how long a token lives.
    return reply.send({
      access_token: tokens.issue(`${org.organizationId.slice(0, 15)}!`),
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

function judgeGrant(request: FastifyRequest, parts: OAuthParts): Refusal | undefined {
  const { form } = bodyOf(request)
  const grant = form.get('grant_type')
  if (grant === JWT_GRANT) return judgeAssertion(form.get('assertion') ?? '', parts)
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

/** Judges the claims of a JWT assertion. Its signature is not verified: the simulator has no certificate of the client. */
function judgeAssertion(assertion: string, { org, client, username }: OAuthParts): Refusal | undefined {
  const claims = readClaims(assertion)
  if (!claims) return { error: 'invalid_grant', error_description: 'invalid assertion' }
  if (claims['iss'] !== client.clientId) {
    return { error: 'invalid_client_id', error_description: 'client identifier invalid' }
  }
  if (claims['sub'] !== username)
    return { error: 'invalid_grant', error_description: "user hasn't approved this consumer" }
  if (typeof claims['aud'] !== 'string')
    return { error: 'invalid_grant', error_description: 'audience is invalid' }
  const remainingMs = Number(claims['exp']) * 1_000 - org.clock.now()
  if (!(remainingMs > 0 && remainingMs <= LONGEST_ASSERTION_LIFE_MS)) {
    return { error: 'invalid_grant', error_description: 'expired authorization code' }
  }
  return undefined
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
