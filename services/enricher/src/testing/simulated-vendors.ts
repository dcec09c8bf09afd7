/**
 * For tests: the vendors' simulators with our clients connected to them, closed when the test ends.
 */
import { openGenesys, openSalesforce } from '@calltrail/runtime'
import type { BearerApi, Salesforce } from '@calltrail/runtime'
import {
  controlSimulator,
  genesysSampleCredentials,
  salesforceSampleCredentials,
  startGenesysSimulator,
  startSalesforceSimulator,
} from '@calltrail/simulators'
import type {
  GenesysSimulatorOptions,
  SalesforceSimulatorOptions,
  SimulatorControl,
} from '@calltrail/simulators'
import { onTestFinished } from 'vitest'

export async function simulatedSalesforce(
  options: SalesforceSimulatorOptions = {},
): Promise<SimulatorControl & { readonly salesforce: Salesforce }> {
  const simulator = await startSalesforceSimulator(options)
  const salesforce = openSalesforce({
    salesforceLoginUrl: simulator.url,
    salesforceClientId: salesforceSampleCredentials.clientId,
    salesforceClientSecret: salesforceSampleCredentials.clientSecret,
    salesforceApiVersion: 'v66.0',
    salesforceTimeoutMs: 5_000,
  })
  onTestFinished(async () => {
    await salesforce[Symbol.asyncDispose]()
    await simulator.close()
  })
  return { salesforce, ...controlSimulator(simulator.url) }
}

export async function simulatedGenesys(
  options: GenesysSimulatorOptions = {},
): Promise<SimulatorControl & { readonly genesys: BearerApi; close(): Promise<void> }> {
  const simulator = await startGenesysSimulator(options)
  const genesys = openGenesys({
    genesysApiUrl: simulator.url,
    genesysLoginUrl: simulator.url,
    genesysClientId: genesysSampleCredentials.clientId,
    genesysClientSecret: genesysSampleCredentials.clientSecret,
  })
  onTestFinished(async () => {
    await genesys[Symbol.asyncDispose]()
    await simulator.close()
  })
  return { genesys, close: () => simulator.close(), ...controlSimulator(simulator.url) }
}
