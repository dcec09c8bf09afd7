/**
 * For tests: a simulated Salesforce org with our client connected to it, closed when the test ends.
 */
import { loadConfig, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { controlSimulator, salesforceVariables, startSalesforceSimulator } from '@calltrail/simulators'
import type { SimulatorControl, StoredRecord } from '@calltrail/simulators'
import { onTestFinished } from 'vitest'

export interface SimulatedOrg extends SimulatorControl {
  readonly salesforce: Salesforce
  contact(id: string): Promise<StoredRecord>
  /** Puts in a record past all rules, and gives its id. */
  plant(object: 'Task' | 'Contact' | 'User', record: StoredRecord): Promise<string>
}

export async function simulatedOrg(): Promise<SimulatedOrg> {
  const simulator = await startSalesforceSimulator()
  const salesforce = openSalesforce(
    loadConfig(salesforceConfig, {
      ...salesforceVariables(simulator.url),
      // Without a linger, as nobody else comes: what is written together shares its requests all the same.
      SALESFORCE_LINGER_MS: '0',
      SALESFORCE_LINGER_MAX_MS: '0',
    }),
  )
  onTestFinished(async () => {
    await salesforce[Symbol.asyncDispose]()
    await simulator.close()
  })

  const org = controlSimulator(simulator.url)

  return {
    ...org,
    salesforce,
    async contact(id) {
      return (await org.records('Contact')).find((contact) => contact['Id'] === id)!
    },
    async plant(object, record) {
      const { ids } = (await org.control('POST', `/records/${object}`, record)) as { ids: [string] }
      return ids[0]
    },
  }
}
