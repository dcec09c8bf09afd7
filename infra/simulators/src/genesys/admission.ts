import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccessTokens } from '../oauth/access-tokens.ts'
import { bearerToken } from '../oauth/client-credentials.ts'
import { badBearerToken, errorBody, noBearerToken, rateLimitExceeded } from './errors.ts'
import type { RateLimit } from './rate-limit.ts'

/** Lets a request of the API in: a valid token first, then the rate limit, whose numbers are on each answer. */
export function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  tokens: AccessTokens,
  rateLimit: RateLimit,
): FastifyReply | undefined {
  const token = bearerToken(request.headers.authorization)
  if (token === undefined) return reply.code(401).send(errorBody(noBearerToken))
  const clientId = tokens.clientOf(token)
  if (clientId === undefined) return reply.code(401).send(errorBody(badBearerToken))
  const { isAllowed, allowed, count, resetSeconds } = rateLimit.count(clientId)
  void reply.headers({
    'inin-ratelimit-allowed': allowed,
    'inin-ratelimit-count': count,
    'inin-ratelimit-reset': resetSeconds,
  })
  if (isAllowed) return undefined
  return reply
    .code(429)
    .header('Retry-After', resetSeconds)
    .send(errorBody(rateLimitExceeded(allowed, resetSeconds)))
}
