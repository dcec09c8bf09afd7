import { createRequire } from 'node:module'
import {
  type GenesysSimulatorOptions,
  genesysSampleCredentials,
  startGenesysSimulator,
} from '@calltrail/simulators'
import { onTestFinished } from 'vitest'
import { type Answer, read, send } from './salesforce-session.ts'

export interface GenesysSession {
  readonly url: string
  /** Calls the Platform API: the path is below `/api/v2`. */
  call(method: string, path: string): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  logIn(): Promise<void>
}

/** A simulated organization of this test's own, closed when the test ends, and a client that is logged in to it. */
export async function openGenesys(options: GenesysSimulatorOptions = {}): Promise<GenesysSession> {
  const simulator = await startGenesysSimulator(options)
  onTestFinished(() => simulator.close())
  let token = ''
  const session: GenesysSession = {
    url: simulator.url,
    call: (method, path) =>
      send(method, `${simulator.url}/api/v2${path}`, undefined, { authorization: `Bearer ${token}` }),
    control: (method, path, body) => send(method, `${simulator.url}/_control${path}`, body),
    logIn: async () => {
      const { body } = await requestGenesysToken(simulator.url)
      token = (body as { access_token: string }).access_token
    },
  }
  await session.logIn()
  return session
}

export async function requestGenesysToken(
  url: string,
  { clientId, clientSecret } = genesysSampleCredentials,
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
  }
  readonly ConversationsApi: new () => {
    getConversation(conversationId: string): Promise<never>
  }
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
