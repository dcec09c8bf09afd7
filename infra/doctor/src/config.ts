import { enricherConfig } from '@calltrail/enricher/config'
import { genesysConfig, loadConfig, salesforceConfig } from '@calltrail/runtime'
import type { Config, ConfigSpec, Environment, GenesysConfig } from '@calltrail/runtime'
import { sinkConfig } from '@calltrail/sink/config'

/** All that enricher and sink read, but for what the other vendor needs. */
const salesforceDoctorConfig = { ...without(enricherConfig, genesysConfig), ...sinkConfig }

export type SalesforceDoctorConfig = Config<typeof sinkConfig> &
  Omit<Config<typeof enricherConfig>, keyof typeof genesysConfig>

/**
 * What each vendor is to be asked with; undefined when none of its own variables is set.
 * @throws {ConfigError} with all problems of those that are
 */
export function readConfig(env: Environment): {
  readonly salesforce: SalesforceDoctorConfig | undefined
  readonly genesys: GenesysConfig | undefined
} {
  const salesforce = isGiven(salesforceConfig, env) ? salesforceDoctorConfig : {}
  const genesys = isGiven(genesysConfig, env) ? genesysConfig : {}
  const config = loadConfig({ ...salesforce, ...genesys }, env) as SalesforceDoctorConfig & GenesysConfig
  return {
    salesforce: 'salesforceLoginUrl' in config ? config : undefined,
    genesys: 'genesysApiUrl' in config ? config : undefined,
  }
}

function isGiven(spec: ConfigSpec, env: Environment): boolean {
  return Object.values(spec).some((key) => env[key.env] || env[`${key.env}_FILE`])
}

function without(spec: ConfigSpec, other: ConfigSpec): ConfigSpec {
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !(name in other)))
}
