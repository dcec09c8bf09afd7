import { loadConfig, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import type { Environment } from '@calltrail/runtime'
import { salesforceVariables, sampleRecords } from '@calltrail/simulators'
import type { SalesforceSimulatorOptions } from '@calltrail/simulators'
import { onTestFinished } from 'vitest'
import { salesforceContactDirectory } from '../adapters/salesforce-contact-directory.ts'
import { contactConfig } from '../contact-config.ts'
import { simulatedSalesforce } from './simulated-vendors.ts'

/** For tests: an org in which nobody is known. */
export const emptyOrg: SalesforceSimulatorOptions = {
  seed: {
    Organization: Object.values(sampleRecords.organizations),
    User: Object.values(sampleRecords.users),
  },
}

/** For tests: the directory of the simulated sample org, with a clock that stands until it is put forward, and what it logs. */
export async function simulatedDirectory(
  variables: Environment = {},
  options: SalesforceSimulatorOptions = {},
) {
  const org = await simulatedSalesforce(options)
  // Without a linger: a test asks one thing after the other, more often than a service does.
  const salesforce = openSalesforce(
    loadConfig(salesforceConfig, {
      ...salesforceVariables(org.url),
      SALESFORCE_LINGER_MS: '0',
      SALESFORCE_LINGER_MAX_MS: '0',
    }),
  )
  onTestFinished(() => salesforce[Symbol.asyncDispose]())
  const clock = { nowMs: Date.UTC(2026, 2, 14, 10) }
  const warnings: object[] = []
  const log = { warn: (details: object) => void warnings.push(details) }

  function open(changes: Environment = {}) {
    const config = loadConfig(contactConfig, { ...variables, ...changes })
    return salesforceContactDirectory(salesforce, config, () => clock.nowMs, log)
  }

  async function plant(object: string, ...records: readonly object[]): Promise<string[]> {
    const { ids } = (await org.control('POST', `/records/${object}`, records)) as { ids: string[] }
    return ids
  }

  return { ...org, salesforce, directory: open(), open, plant, clock, warnings }
}
