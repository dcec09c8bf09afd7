/**
 * Calltrail's own clients, connected to simulators of this test's own.
 */
import { loadConfig, openSalesforce as openClient, salesforceConfig } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { controlSimulator, salesforceVariables } from '@calltrail/simulators'
import type { FaultSettings, SalesforceSimulatorOptions, SimulatorControl } from '@calltrail/simulators'
import { onTestFinished } from 'vitest'
import { openSalesforce } from './salesforce-session.ts'

/** What happens to a request. */
export type Fault = NonNullable<FaultSettings['rules']>[number]['do']

export interface CalltrailSession extends SimulatorControl {
  readonly client: Salesforce
}

export type ClientConfig = Parameters<typeof openClient>[0]
export type ClientGuard = NonNullable<Parameters<typeof openClient>[1]>

/** The requests that the simulator counts are those since the client was opened. */
export async function connectToSalesforce(
  config: Partial<ClientConfig> = {},
  options: SalesforceSimulatorOptions = {},
): Promise<CalltrailSession> {
  const { url } = await openSalesforce(options)
  const client = openClientOf(url, config)
  const simulator = controlSimulator(url)
  await simulator.control('DELETE', '/requests')
  return { client, ...simulator }
}

/** A client of the Salesforce at `url`, closed when the test ends. */
export function openClientOf(
  url: string,
  config: Partial<ClientConfig> = {},
  guard?: ClientGuard,
): Salesforce {
  const client = openClient({ ...loadConfig(salesforceConfig, salesforceVariables(url)), ...config }, guard)
  onTestFinished(() => client[Symbol.asyncDispose]())
  return client
}
