import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SimulatorClock } from '../control/clock.ts'
import { bodyOf, pathOf } from '../control/request.ts'
import { buildSimulatorServer } from '../control/simulator-server.ts'
import { AccessTokens } from '../oauth/access-tokens.ts'
import {
  bearerToken,
  type ClientCredentials,
  isSameSecret,
  presentedCredentials,
} from '../oauth/client-credentials.ts'
import { listen, type RunningSimulator } from '../running-simulator.ts'
import { Conversations, installConversations } from './conversations.ts'
import { installGenesysControl } from './control.ts'
import { badBearerToken, errorBody, noBearerToken, notFound, rateLimitExceeded } from './errors.ts'
import { RateLimit } from './rate-limit.ts'
import { installRecordings, RecordingShelf, type UnknownRecordings } from './recordings.ts'
import {
  type SampleConversation,
  sampleConversations,
  type SampleRecording,
  sampleRecordings,
} from './sample-calls.ts'

/** What the sample organization accepts. Not secrets: they open nothing but a simulator. */
export const genesysSampleCredentials = {
  clientId: 'calltrail-genesys-client',
  clientSecret: 'calltrail-genesys-secret',
} as const

export interface GenesysSimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  readonly host?: string
  readonly client?: ClientCredentials
  readonly recordings?: readonly SampleRecording[]
  readonly conversations?: readonly SampleConversation[]
  /** What is said about recordings that are not listed: `available` by default. */
  readonly unknownRecordings?: UnknownRecordings
  readonly requestsPerMinute?: number
  readonly tokenLifetimeMs?: number
  /** For faults with a probability: the same seed gives the same run. */
  readonly randomSeed?: number
  /** Epoch milliseconds; the machine's time by default. */
  readonly now?: () => number
}

const DAY_MS = 24 * 60 * 60 * 1_000
const DEFAULT_REQUESTS_PER_MINUTE = 300

/** Starts a Genesys Cloud organization over HTTP: its login host and its API host are one server. */
export async function startGenesysSimulator(
  options: GenesysSimulatorOptions = {},
): Promise<RunningSimulator> {
  const clock = new SimulatorClock(options.now)
  const tokens = new AccessTokens(clock, options.tokenLifetimeMs ?? DAY_MS)
  const requestsPerMinute = options.requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE
  const rateLimit = new RateLimit(clock, requestsPerMinute)
  const shelf = new RecordingShelf(
    clock,
    options.recordings ?? sampleRecordings,
    options.unknownRecordings ?? 'available',
  )
  const conversations = new Conversations(options.conversations ?? sampleConversations)
  const app = buildSimulatorServer({
    clock,
    randomSeed: options.randomSeed ?? 1,
    kindOf: (request) => kindOfPath(pathOf(request)),
    describeCall: (request) => ({
      method: request.method,
      path: pathOf(request),
      objects: [],
      recordCount: 1,
    }),
    control: {
      reset: () => {
        tokens.revokeAll()
        rateLimit.clear()
        rateLimit.requestsPerMinute = requestsPerMinute
        shelf.reset()
        conversations.reset()
      },
      state: () => ({
        unknownRecordings: shelf.unknown,
        recordings: shelf.all(),
        conversations: conversations.all(),
        requestsPerMinute: rateLimit.requestsPerMinute,
      }),
      requestTotals: () => ({}),
      revokeTokens: () => tokens.revokeAll(),
    },
    internalError: (error) => ({
      status: 500,
      body: errorBody({ status: 500, code: 'internal.server.error', message: error.message }),
    }),
  })
  installLogin(app, tokens, options.client ?? genesysSampleCredentials)
  await app.register(async (api) => {
    api.addHook('onRequest', async (request, reply) => admit(request, reply, tokens, rateLimit))
    installRecordings(api, shelf, clock)
    installConversations(api, conversations)
  })
  app.setNotFoundHandler((request, reply) => reply.code(404).send(errorBody(notFound(pathOf(request)))))
  installGenesysControl(app, { shelf, conversations, rateLimit })
  return listen(app, options.host ?? '127.0.0.1', options.port ?? 0)
}

function installLogin(app: FastifyInstance, tokens: AccessTokens, client: ClientCredentials): void {
  app.post('/oauth/token', (request, reply) => {
    const { form } = bodyOf(request)
    if (form.get('grant_type') !== 'client_credentials') {
      return reply
        .code(400)
        .send({ error: 'unsupported_grant_type', error_description: 'grant type not supported' })
    }
    const { clientId, clientSecret } = presentedCredentials(request.headers.authorization, form)
    if (!isSameSecret(clientId, client.clientId) || !isSameSecret(clientSecret, client.clientSecret)) {
      const description = 'authentication failed'
      return reply.code(401).send({ error: 'invalid_client', description, error_description: description })
    }
    return reply.send({
      access_token: tokens.issue(''),
      token_type: 'bearer',
      expires_in: Math.floor(tokens.lifetimeMs / 1_000),
    })
  })
}

/** Lets a request of the API in: a valid token first, then the rate limit, whose numbers are on each answer. */
function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  tokens: AccessTokens,
  rateLimit: RateLimit,
): FastifyReply | undefined {
  const token = bearerToken(request.headers.authorization)
  if (token === undefined) return reply.code(401).send(errorBody(noBearerToken))
  if (!tokens.isValid(token)) return reply.code(401).send(errorBody(badBearerToken))
  const { isAllowed, allowed, count, resetSeconds } = rateLimit.count(token)
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

function kindOfPath(path: string): string {
  if (path === '/oauth/token') return 'token'
  if (path.endsWith('/media')) return 'recording-media'
  if (/\/recordings\/[^/]+$/.test(path)) return 'recording'
  if (path.endsWith('/recordings')) return 'recordings'
  return path.startsWith('/api/v2/conversations/') ? 'conversation' : 'other'
}
