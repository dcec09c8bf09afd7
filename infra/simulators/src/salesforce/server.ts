import { SimulatorClock } from '../control/clock.ts'
import { pathOf } from '../control/request.ts'
import { buildSimulatorServer } from '../control/simulator-server.ts'
import { AccessTokens } from '../oauth/access-tokens.ts'
import type { ClientCredentials } from '../oauth/client-credentials.ts'
import { listen, type RunningSimulator } from '../running-simulator.ts'
import { apiResources } from './api-resources.ts'
import { installSalesforceControl, orgState } from './control.ts'
import { describeCall } from './describe-call.ts'
import { installOAuth } from './oauth.ts'
import { Org } from './org.ts'
import type { SeedRecords } from './records.ts'
import { installRestApi, kindOfRequest } from './rest-api.ts'
import { sampleOrg } from './sample-org.ts'

/** What the sample org accepts. Not secrets: they open nothing but a simulator. */
export const salesforceSampleCredentials = {
  clientId: 'calltrail-salesforce-client',
  clientSecret: 'calltrail-salesforce-secret',
  username: 'integration@calltrail.example',
  password: 'calltrail-password',
} as const

export interface SalesforceSimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  readonly host?: string
  /** Records instead of the sample org's. It needs one User and one Organization, with ids. */
  readonly seed?: SeedRecords
  readonly client?: ClientCredentials
  /** Of the certificate that the client signs its assertions with, in PEM (SPKI). Without it their signature is not looked at. */
  readonly clientPublicKey?: string
  readonly tokenLifetimeMs?: number
  readonly dailyApiRequests?: number
  readonly searchIndexLagMs?: number
  /** Accounts may be persons, of whom there are some in the sample org. */
  readonly personAccounts?: boolean
  /** For faults with a rate or probability: the same seed gives the same run. */
  readonly randomSeed?: number
  /** Epoch milliseconds; the machine's time by default. */
  readonly now?: () => number
}

const TWO_HOURS_MS = 2 * 60 * 60 * 1_000

/** Starts a Salesforce org over HTTP. Its OAuth host is the same server. */
export async function startSalesforceSimulator(
  options: SalesforceSimulatorOptions = {},
): Promise<RunningSimulator> {
  const clock = new SimulatorClock(options.now)
  const tokens = new AccessTokens(clock, options.tokenLifetimeMs ?? TWO_HOURS_MS)
  const settings = {
    dailyApiRequests: options.dailyApiRequests ?? 100_000,
    searchIndexLagMs: options.searchIndexLagMs ?? 0,
  }
  const features = { personAccounts: options.personAccounts ?? false }
  const org = new Org(clock, options.seed ?? sampleOrg, settings, features)
  org.clientPublicKey = options.clientPublicKey
  const app = buildSimulatorServer({
    clock,
    randomSeed: options.randomSeed ?? 1,
    kindOf: (request) => kindOfRequest(request.method, pathOf(request)),
    describeCall,
    control: {
      reset: () => {
        tokens.revokeAll()
        org.reset()
        org.clientPublicKey = options.clientPublicKey
      },
      state: (query) => orgState(org, query.get('object')),
      requestTotals: () => ({ apiRequestsUsed: org.apiRequestsUsed }),
      revokeTokens: () => tokens.revokeAll(),
    },
    internalError: (error) => ({
      status: 500,
      body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: error.message }],
    }),
  })
  const { username, password } = salesforceSampleCredentials
  installOAuth(app, {
    org,
    tokens,
    client: options.client ?? salesforceSampleCredentials,
    username,
    password,
  })
  installRestApi(app, org, tokens, apiResources)
  installSalesforceControl(app, org)
  return listen(app, options.host ?? '127.0.0.1', options.port ?? 0)
}
