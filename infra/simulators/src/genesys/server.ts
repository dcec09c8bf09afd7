import { SimulatorClock } from '../control/clock.ts'
import { pathOf } from '../control/request.ts'
import { buildSimulatorServer } from '../control/simulator-server.ts'
import { AccessTokens } from '../oauth/access-tokens.ts'
import type { ClientCredentials } from '../oauth/client-credentials.ts'
import { listen, type RunningSimulator } from '../running-simulator.ts'
import { admit } from './admission.ts'
import { installAnalytics } from './analytics/analytics-resources.ts'
import { DetailJobs } from './analytics/detail-jobs.ts'
import { Conversations, type ConversationSeed, installConversations } from './conversations.ts'
import { installGenesysControl } from './control.ts'
import { Directory, type DirectorySeed } from './directory.ts'
import { installDirectory } from './directory-resources.ts'
import { errorBody, notFound } from './errors.ts'
import { kindOfPath } from './request-kinds.ts'
import { installLogin } from './login.ts'
import { RateLimit } from './rate-limit.ts'
import { installRecordings, RecordingShelf, type UnknownRecordings } from './recordings.ts'
import { sampleConversations } from './sample-conversations.ts'
import { sampleDirectory } from './sample-directory.ts'
import { type SampleRecording, sampleRecordings } from './sample-recordings.ts'

/** What the sample organization accepts. Not secrets: they open nothing but a simulator. */
export const genesysSampleCredentials = {
  clientId: 'calltrail-genesys-client',
  clientSecret: 'calltrail-genesys-secret',
} as const

export interface GenesysSimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  readonly host?: string
  /** The OAuth clients, each with a rate limit of its own. */
  readonly clients?: readonly ClientCredentials[]
  readonly recordings?: readonly SampleRecording[]
  readonly conversations?: ConversationSeed
  readonly directory?: DirectorySeed
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
  const directory = new Directory(options.directory ?? sampleDirectory)
  const conversations = new Conversations(clock, directory, options.conversations ?? sampleConversations)
  const jobs = new DetailJobs()
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
        directory.reset()
        conversations.reset()
        jobs.clear()
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
  installLogin(app, tokens, options.clients ?? [genesysSampleCredentials])
  await app.register(async (api) => {
    api.addHook('onRequest', async (request, reply) => admit(request, reply, tokens, rateLimit))
    installRecordings(api, shelf, clock)
    installConversations(api, conversations)
    installAnalytics(api, { conversations, jobs, clock })
    installDirectory(api, directory)
  })
  app.setNotFoundHandler((request, reply) => reply.code(404).send(errorBody(notFound(pathOf(request)))))
  installGenesysControl(app, { shelf, conversations, directory, jobs, rateLimit })
  return listen(app, options.host ?? '127.0.0.1', options.port ?? 0)
}
