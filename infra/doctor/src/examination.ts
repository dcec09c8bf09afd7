/**
 * Asks one vendor after the other, with what the environment gives.
 */
import { ConfigError, openGenesys, openOnce, openRehearsals, openSalesforce } from '@calltrail/runtime'
import type { Environment, GenesysConfig } from '@calltrail/runtime'
import { readMappingFile } from '@calltrail/sink/files'
import { describeOrg } from '@calltrail/sink/org'
import { examine } from './check.ts'
import type { CheckResult } from './check.ts'
import { genesysChecks } from './checks/genesys.ts'
import { salesforceChecks } from './checks/salesforce.ts'
import { readConfig } from './config.ts'
import type { SalesforceDoctorConfig } from './config.ts'

/** What of an org cannot be seen shows in what the mapping is fitted with. */
const unheard = { warn: () => {} }

type OnResult = (result: CheckResult) => void

/** @throws {ConfigError} also when no vendor is given at all */
export async function examination(env: Environment, onResult: OnResult): Promise<readonly CheckResult[]> {
  const { salesforce, genesys } = readConfig(env)
  if (!salesforce && !genesys) {
    throw new ConfigError([
      'Neither SALESFORCE_LOGIN_URL nor GENESYS_CLIENT_ID is set: there is nobody to look at.',
    ])
  }
  return [
    ...(salesforce ? await examineSalesforce(salesforce, onResult) : []),
    ...(genesys ? await examineGenesys(genesys, onResult) : []),
  ]
}

async function examineSalesforce(config: SalesforceDoctorConfig, onResult: OnResult) {
  const mapping = readMappingFile(config.fieldMappingPath)
  // Nothing is asked at the same time, so there is nothing to wait for.
  await using salesforce = openSalesforce({ ...config, salesforceLingerMs: 0, salesforceLingerMaxMs: 0 })
  await using rehearsals = openRehearsals(config)
  const { rehearse } = rehearsals
  const org = openOnce(() => describeOrg(salesforce, unheard))
  return await examine(
    'Salesforce',
    { config, salesforce, org, rehearse, mapping, now: Date.now },
    salesforceChecks,
    onResult,
  )
}

async function examineGenesys(config: GenesysConfig, onResult: OnResult) {
  await using genesys = openGenesys(config)
  return await examine('Genesys', { config, genesys, now: Date.now }, genesysChecks, onResult)
}
