/**
 * For tests: a simulated Salesforce org with our client connected to it, closed when the test ends.
 */
import { loadConfig, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import {
  controlSimulator,
  salesforceSampleCredentials,
  salesforceVariables,
  startSalesforceSimulator,
} from '@calltrail/simulators'
import type { SimulatorControl, StoredRecord } from '@calltrail/simulators'
import { onTestFinished } from 'vitest'

export interface FieldDescription {
  readonly name: string
  readonly type: string
  /** Most characters; 0 for what is no text. */
  readonly length: number
  readonly restrictedPicklist: boolean
  readonly picklistValues: readonly { readonly value: string }[]
}

export interface SimulatedOrg extends SimulatorControl {
  readonly salesforce: Salesforce
  contact(id: string): Promise<StoredRecord>
  /** Puts in a record past all rules, and gives its id. */
  plant(object: 'Task' | 'Contact', record: StoredRecord): Promise<string>
  /** The fields of an object as Salesforce describes them, by name. */
  describe(object: 'Task' | 'Contact'): Promise<ReadonlyMap<string, FieldDescription>>
}

export async function simulatedOrg(): Promise<SimulatedOrg> {
  const simulator = await startSalesforceSimulator()
  const salesforce = openSalesforce(loadConfig(salesforceConfig, salesforceVariables(simulator.url)))
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
    async describe(object) {
      const { clientId, clientSecret } = salesforceSampleCredentials
      const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
      const login = await fetch(`${simulator.url}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      })
      const { access_token: token } = (await login.json()) as { access_token: string }
      const answer = await fetch(`${simulator.url}/services/data/v66.0/sobjects/${object}/describe`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const { fields } = (await answer.json()) as { fields: FieldDescription[] }
      return new Map(fields.map((field) => [field.name, field]))
    },
  }
}
