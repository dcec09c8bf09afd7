/**
 * Calltrail's own clients, connected to simulators of this test's own.
 */
import { openSalesforce as openClient } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { salesforceSampleCredentials } from '@calltrail/simulators'
import type { FaultSettings, SalesforceSimulatorOptions } from '@calltrail/simulators'
import { onTestFinished } from 'vitest'
import { openSalesforce } from './salesforce-session.ts'

type FaultRule = NonNullable<FaultSettings['rules']>[number]

/** What happens to a request. */
export type Fault = FaultRule['do']

export interface SeenRequest {
  readonly kind: string
  readonly url: string
  readonly records: number
  readonly status?: number
}

export interface CalltrailSession {
  readonly client: Salesforce
  control(method: string, path: string, body?: unknown): Promise<unknown>
  fail(...rules: readonly FaultRule[]): Promise<void>
  /** What was asked since the client was opened, in the order of the answers. */
  requests(): Promise<readonly SeenRequest[]>
  countOf(kind: string): Promise<number>
}

type ClientConfig = Parameters<typeof openClient>[0]

export async function connectToSalesforce(
  config: Partial<ClientConfig> = {},
  options: SalesforceSimulatorOptions = {},
): Promise<CalltrailSession> {
  const simulator = await openSalesforce(options)
  const client = openClient({
    salesforceLoginUrl: simulator.url,
    salesforceClientId: salesforceSampleCredentials.clientId,
    salesforceClientSecret: salesforceSampleCredentials.clientSecret,
    salesforceApiVersion: 'v66.0',
    salesforceTimeoutMs: 5_000,
    ...config,
  })
  onTestFinished(() => client[Symbol.asyncDispose]())
  await simulator.control('DELETE', '/requests')

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await simulator.control(method, path, body)
    if (answer.status >= 300) throw new Error(`the simulator answered ${answer.status}`)
    return answer.body
  }

  async function requests() {
    const { latest } = (await control('GET', '/requests')) as { latest: SeenRequest[] }
    return latest
  }

  return {
    client,
    control,
    fail: async (...rules) => void (await control('POST', '/faults', { rules })),
    requests,
    countOf: async (kind) => (await requests()).filter((request) => request.kind === kind).length,
  }
}
