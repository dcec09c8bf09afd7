import type { FastifyInstance } from 'fastify'
import { bodyOf } from '../control/request.ts'
import type { AccessTokens } from '../oauth/access-tokens.ts'
import { type ClientCredentials, isSameSecret, presentedCredentials } from '../oauth/client-credentials.ts'

/** The token end-point of the login host, for client credentials. */
export function installLogin(
  app: FastifyInstance,
  tokens: AccessTokens,
  clients: readonly ClientCredentials[],
): void {
  app.post('/oauth/token', (request, reply) => {
    const { form } = bodyOf(request)
    if (form.get('grant_type') !== 'client_credentials') {
      return reply
        .code(400)
        .send({ error: 'unsupported_grant_type', error_description: 'grant type not supported' })
    }
    const { clientId, clientSecret } = presentedCredentials(request.headers.authorization, form)
    const client = clients.find((known) => isSameSecret(clientId, known.clientId))
    if (!client || !isSameSecret(clientSecret, client.clientSecret)) {
      const description = 'authentication failed'
      return reply.code(401).send({ error: 'invalid_client', description, error_description: description })
    }
    return reply.send({
      access_token: tokens.issue('', client.clientId),
      token_type: 'bearer',
      expires_in: Math.floor(tokens.lifetimeMs / 1_000),
    })
  })
}
