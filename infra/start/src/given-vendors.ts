/**
 * The vendors that are given by their variables; the others are simulated.
 */
import { attempt, genesysConfig, loadConfig, salesforceConfig } from '@calltrail/runtime'
import type { Config, ConfigSpec, Environment } from '@calltrail/runtime'

export interface GivenVendors {
  readonly salesforce: Config<typeof salesforceConfig> | undefined
  readonly genesys: Config<typeof genesysConfig> | undefined
}

/** @param problems what is wrong with them is added here */
export function givenVendors(env: Environment, problems: string[]): GivenVendors {
  return {
    salesforce: givenVendor('Salesforce', salesforceConfig, env, problems),
    genesys: givenVendor('Genesys', genesysConfig, env, problems),
  }
}

/** A vendor is given as soon as a variable is that is required, or that can be; then all that it needs have to be there. */
function givenVendor<Spec extends ConfigSpec>(
  vendor: string,
  spec: Spec,
  env: Environment,
  problems: string[],
): Config<Spec> | undefined {
  const required = Object.values(spec).flatMap((definition) => {
    const { requiredWith, requiredWithout } = definition
    return 'fallback' in definition && !requiredWith && !requiredWithout ? [] : definition.env
  })
  if (!required.some((name) => env[name] || env[`${name}_FILE`])) return undefined
  const found: string[] = []
  const config = attempt(() => loadConfig(spec, env), found)
  if (found.length > 0)
    problems.push(...found, `(Or unset ${required.join(', ')} to have ${vendor} simulated.)`)
  return config
}
