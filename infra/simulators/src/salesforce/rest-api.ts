import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bodyOf, pathOf, queryOf, type RequestBody } from '../control/request.ts'
import type { AccessTokens } from '../oauth/access-tokens.ts'
import { bearerToken } from '../oauth/client-credentials.ts'
import { ApiError, apiError, requestErrorBody } from './api-error.ts'
import { apiResources } from './api-resources.ts'
import { listVersions, readVersion } from './api-version.ts'
import type { Org } from './org.ts'
import { type ApiAnswer, findResource, type Resource } from './rest-resource.ts'

const LONGEST_URL_BYTES = 16 * 1024

/** Everything below `/services/data`. */
export function installRestApi(
  app: FastifyInstance,
  org: Org,
  tokens: AccessTokens,
  resources: readonly Resource[],
): void {
  app.get('/services/data', (_request, reply) => reply.send(listVersions()))
  app.all('/services/data/*', (request, reply) => {
    const { status, body } = handle(org, tokens, resources, request, reply)
    return reply.code(status).send(body)
  })
}

function handle(
  org: Org,
  tokens: AccessTokens,
  resources: readonly Resource[],
  request: FastifyRequest,
  reply: FastifyReply,
): ApiAnswer {
  try {
    if (Buffer.byteLength(request.url) > LONGEST_URL_BYTES)
      throw apiError(414, 'URI_TOO_LONG', 'URI Too Long')
    authenticate(org, tokens, request)
    spendAllocation(org, reply)
    const { version, basePath, path } = readVersion(pathOf(request))
    const { resource, parameters } = findResource(resources, request.method, path)
    return resource.handle(
      org,
      {
        method: request.method,
        path,
        query: queryOf(request),
        body: readJson(bodyOf(request)),
        version,
        basePath,
        headers: request.headers as Record<string, string | undefined>,
        ...(request.recordFault && { recordFault: request.recordFault }),
      },
      parameters,
    )
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: requestErrorBody(error.problems) }
    throw error
  }
}

function authenticate(org: Org, tokens: AccessTokens, request: FastifyRequest): void {
  const token = bearerToken(request.headers.authorization)
  if (token !== undefined && tokens.isValid(token) && !org.isUserFrozen) return
  throw apiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
}

/** A request is one of the daily allocation, however many records or subrequests it carries. */
function spendAllocation(org: Org, reply: FastifyReply): void {
  const most = org.settings.dailyApiRequests
  const isSpent = org.apiRequestsUsed >= most
  if (!isSpent) org.apiRequestsUsed += 1
  const usage = `api-usage=${org.apiRequestsUsed}/${most}`
  const { moreLimitInfo } = org.settings
  void reply.header('Sforce-Limit-Info', moreLimitInfo === undefined ? usage : `${usage}; ${moreLimitInfo}`)
  if (isSpent) throw apiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
}

function readJson(body: RequestBody): unknown {
  try {
    return body.json
  } catch (error) {
    throw apiError(400, 'JSON_PARSER_ERROR', error instanceof Error ? error.message : 'not JSON')
  }
}

/** Name of a request in the log: its resource's, or where it went. */
export function kindOfRequest(method: string, path: string): string {
  if (path.startsWith('/services/oauth2/')) return path.replace('/services/oauth2/', '')
  try {
    return findResource(apiResources, method, readVersion(path).path).resource.kind
  } catch {
    return path.endsWith('/composite') ? 'composite' : 'other'
  }
}
