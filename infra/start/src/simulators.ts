import {
  genesysVariables,
  salesforceVariables,
  startGenesysSimulator,
  startSalesforceSimulator,
} from '@calltrail/simulators'
import type { RunningSimulator } from '@calltrail/simulators'
import { hasAddressInUse } from './ports.ts'

export interface Simulators {
  /** Undefined when Salesforce is given. */
  readonly salesforceUrl: string | undefined
  /** Undefined when Genesys is given. */
  readonly genesysUrl: string | undefined
}

export interface Simulation {
  readonly label: string
  readonly preferredPort: number
  start(): Promise<RunningSimulator>
}

/** On the ports that `npm run simulators` takes too, when they are free. */
export const simulate = {
  salesforce: simulation('Salesforce, simulated', 4_001, startSalesforceSimulator),
  genesys: simulation('Genesys, simulated', 4_002, startGenesysSimulator),
}

function simulation(
  label: string,
  preferredPort: number,
  start: (options: { port: number }) => Promise<RunningSimulator>,
): Simulation {
  return { label, preferredPort, start: () => onPreferredPort(preferredPort, start) }
}

async function onPreferredPort(
  port: number,
  start: (options: { port: number }) => Promise<RunningSimulator>,
): Promise<RunningSimulator> {
  try {
    return await start({ port })
  } catch (error) {
    if (!(error instanceof Error && hasAddressInUse(error))) throw error
    return start({ port: 0 })
  }
}

/** The variables by which the services find those vendors that are simulated. */
export function simulatorEnvironment({ salesforceUrl, genesysUrl }: Simulators): Record<string, string> {
  return {
    ...(salesforceUrl === undefined ? {} : salesforceVariables(salesforceUrl)),
    ...(genesysUrl === undefined ? {} : genesysVariables(genesysUrl)),
  }
}
