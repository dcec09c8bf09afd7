import { createRequire } from 'node:module'
import {
  type GenesysSimulatorOptions,
  genesysSampleCredentials,
  startGenesysSimulator,
} from '@calltrail/simulators'
import { onTestFinished } from 'vitest'
import { type Answer, read, send } from './salesforce-session.ts'

interface ClientCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

export interface GenesysSession {
  readonly url: string
  /** Calls the Platform API: the path is below `/api/v2`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  logIn(client?: ClientCredentials): Promise<void>
}

/** A simulated organization of this test's own, closed when the test ends, and a client that is logged in to it. */
export async function openGenesys(options: GenesysSimulatorOptions = {}): Promise<GenesysSession> {
  const simulator = await startGenesysSimulator(options)
  onTestFinished(() => simulator.close())
  let token = ''
  const session: GenesysSession = {
    url: simulator.url,
    call: (method, path, body) =>
      send(method, `${simulator.url}/api/v2${path}`, body, { authorization: `Bearer ${token}` }),
    control: (method, path, body) => send(method, `${simulator.url}/_control${path}`, body),
    logIn: async (client) => {
      const { body } = await requestGenesysToken(simulator.url, client)
      token = (body as { access_token: string }).access_token
    },
  }
  await session.logIn()
  return session
}

export async function requestGenesysToken(
  url: string,
  { clientId, clientSecret }: ClientCredentials = genesysSampleCredentials,
): Promise<Answer> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  return read(response)
}

/** The part of Genesys's SDK that is used here: its own declarations cannot be read by an ES module. */
interface GenesysSdk {
  readonly ApiClient: {
    readonly instance: {
      readonly config: { live_reload_config: boolean }
      setGateway(gateway: { protocol: string; host: string; port: number }): void
      setReturnExtendedResponses(isExtended: boolean): void
      setAccessToken(token: string): void
      loginClientCredentialsGrant(clientId: string, clientSecret: string): Promise<{ accessToken: string }>
    }
  }
  readonly RecordingApi: new () => {
    getConversationRecording(
      conversationId: string,
      recordingId: string,
      options?: { formatId?: string },
    ): Promise<never>
    getConversationRecordings(conversationId: string): Promise<never>
    getConversationRecordingmetadata(conversationId: string): Promise<never>
  }
  readonly ConversationsApi: new () => {
    getConversation(conversationId: string): Promise<never>
  }
  readonly AnalyticsApi: new () => {
    getAnalyticsConversationDetails(conversationId: string): Promise<never>
    getAnalyticsConversationsDetails(options: { id: readonly string[] }): Promise<never>
    postAnalyticsConversationsDetailsQuery(query: unknown): Promise<never>
    postAnalyticsConversationsDetailsJobs(query: unknown): Promise<never>
    getAnalyticsConversationsDetailsJob(jobId: string): Promise<never>
    getAnalyticsConversationsDetailsJobResults(
      jobId: string,
      options?: { cursor?: string; pageSize?: number },
    ): Promise<never>
  }
  readonly UsersApi: new () => {
    getUser(userId: string, options?: { state?: string }): Promise<never>
    getUsers(options?: { id?: readonly string[]; state?: string }): Promise<never>
  }
  readonly RoutingApi: new () => {
    getRoutingQueue(queueId: string): Promise<never>
    getRoutingQueues(options?: { id?: readonly string[]; pageSize?: number }): Promise<never>
    getRoutingWrapupcode(codeId: string): Promise<never>
    getRoutingWrapupcodes(options?: { id?: readonly string[] }): Promise<never>
  }
}

/** Genesys's own client, logged in to a simulated organization of this test's own. */
export async function connectSdk(options: GenesysSimulatorOptions = {}) {
  const genesys = await openGenesys(options)
  const sdk = genesysSdk(genesys.url)
  const { clientId, clientSecret } = genesysSampleCredentials
  await sdk.ApiClient.instance.loginClientCredentialsGrant(clientId, clientSecret)
  return { genesys, sdk }
}

/** Genesys's own client, which sends login and API requests to the address given. Its client is one for the process. */
export function genesysSdk(url: string): GenesysSdk {
  const sdk = createRequire(import.meta.url)('purecloud-platform-client-v2') as GenesysSdk
  const { hostname, port } = new URL(url)
  const { instance } = sdk.ApiClient
  instance.config.live_reload_config = false
  instance.setGateway({ protocol: 'http', host: hostname, port: Number(port) })
  instance.setReturnExtendedResponses(true)
  return sdk
}
