/**
 * For tests: the vendors' simulators with our clients connected to them, closed when the test ends.
 */
import { genesysConfig, loadConfig, openGenesys, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import type { Environment, Genesys, Salesforce } from '@calltrail/runtime'
import {
  controlSimulator,
  genesysVariables,
  salesforceVariables,
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
  const salesforce = openSalesforce(loadConfig(salesforceConfig, salesforceVariables(simulator.url)))
  onTestFinished(async () => {
    await salesforce[Symbol.asyncDispose]()
    await simulator.close()
  })
  return { salesforce, ...controlSimulator(simulator.url) }
}

export async function simulatedGenesys(
  options: GenesysSimulatorOptions = {},
  variables: Environment = {},
): Promise<SimulatorControl & { readonly genesys: Genesys; close(): Promise<void> }> {
  const simulator = await startGenesysSimulator(options)
  const genesys = openGenesys(loadConfig(genesysConfig, { ...genesysVariables(simulator.url), ...variables }))
  onTestFinished(async () => {
    await genesys[Symbol.asyncDispose]()
    await simulator.close()
  })
  return { genesys, close: () => simulator.close(), ...controlSimulator(simulator.url) }
}
