import { startGenesysSimulator, startSalesforceSimulator } from '@calltrail/simulators'
import type { RunningSimulator } from '@calltrail/simulators'
import { vendorEnvironment } from '@calltrail/test/kit'
import { hasAddressInUse } from './ports.ts'

/** The ports that `npm run simulators` takes too. */
const preferredPorts = { salesforce: 4_001, genesys: 4_002 }

export interface Simulators {
  /** Undefined when Salesforce is given. */
  salesforceUrl?: string
  /** Undefined when Genesys is given. */
  genesysUrl?: string
}

export const simulate = {
  salesforce: {
    preferredPort: preferredPorts.salesforce,
    start: () => onPreferredPort(preferredPorts.salesforce, startSalesforceSimulator),
  },
  genesys: {
    preferredPort: preferredPorts.genesys,
    start: () => onPreferredPort(preferredPorts.genesys, startGenesysSimulator),
  },
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
export function simulatorEnvironment({ salesforceUrl = '', genesysUrl = '' }: Simulators): Record<string, string> {
  const both = Object.entries(vendorEnvironment({ salesforceUrl, genesysUrl }))
  return Object.fromEntries(
    both.filter(([name]) => (name.startsWith('SALESFORCE_') ? salesforceUrl : genesysUrl) !== ''),
  )
}
