/**
 * What docker-compose.yml comes to once everything is in its place: which vendors are given, with what webhooks are signed. Whether a variable or
 * another compose file has said so is all one.
 */
import { environmentHere, machineFromInside, openToAll } from '@calltrail/deploy/compose'
import type { ComposeModel } from '@calltrail/deploy/compose'
import { genesysConfig, loadConfig, salesforceConfig } from '@calltrail/runtime'
import type { Environment } from '@calltrail/runtime'
import { genesysVariables, sampleRecords, salesforceVariables } from '@calltrail/simulators'
import type { GivenVendors } from '../given-vendors.ts'
import { webhookSecretsConfig } from '../settings.ts'

const simulated = {
  Salesforce: salesforceVariables('http://simulators:4001'),
  Genesys: genesysVariables('http://simulators:4002'),
}
const urls = {
  Salesforce: ['SALESFORCE_LOGIN_URL'],
  Genesys: ['GENESYS_API_URL', 'GENESYS_LOGIN_URL'],
}
type Vendor = keyof typeof simulated

/** What of a vendor would reach somebody else: credentials when half of its simulator is left, or the calls of another org. A sentence each. */
export function vendorProblems(model: ComposeModel): string[] {
  const env = enricherOf(model)
  const orgs = ['enricher', 'sink'].map((name) => environmentHere(model, name)['SALESFORCE_LOGIN_URL'])
  const twoOrgs =
    orgs[0] === orgs[1] ? [] : ['SALESFORCE_LOGIN_URL is another one for the sink than for the enricher.']
  const halves = (['Salesforce', 'Genesys'] as const).flatMap((vendor) => {
    const given = Object.keys(simulated[vendor]).filter((name) => !isSimulated(vendor, name, env))
    const missing = Object.keys(simulated[vendor]).filter((name) => isSimulated(vendor, name, env))
    if (given.length === 0) return []
    return missing.map(
      (name) =>
        `${name} is not set, but ${given.join(', ')} ${given.length > 1 ? 'are' : 'is'}. Set it, or unset all to have ${vendor} simulated.`,
    )
  })
  const isApart =
    isSimulated('Salesforce', 'SALESFORCE_LOGIN_URL', env) || model.volumes['kafka']?.name.endsWith('_of_org')
  const oneKafka = isApart
    ? []
    : [
        'SALESFORCE_LOGIN_URL must be a variable of the shell or of .env: by another compose file alone, calls that wait for the simulated org would be written to this one.',
      ]
  return [...twoOrgs, ...oneKafka, ...halves]
}

/** @throws {ConfigError} when a vendor is given wrongly */
export function vendorsOf(model: ComposeModel): GivenVendors {
  const env = enricherOf(model)
  const isGiven = (vendor: Vendor) => urls[vendor].some((name) => !isSimulated(vendor, name, env))
  return {
    salesforce: isGiven('Salesforce') ? loadConfig(salesforceConfig, asSeenHere(env)) : undefined,
    genesys: isGiven('Genesys') ? loadConfig(genesysConfig, asSeenHere(env)) : undefined,
  }
}

/** The first of several, of which any one signs. */
export function webhookOf(model: ComposeModel): { readonly secret: string; readonly isSecretGiven: boolean } {
  const { webhookSecrets } = loadConfig(
    { webhookSecrets: webhookSecretsConfig },
    environmentHere(model, 'ingress'),
  )
  const [secret = ''] = webhookSecrets
  return { secret, isSecretGiven: secret !== openToAll.webhookSecret }
}

/** Settings of the stages, but for what the simulated org brings. */
export function stageSettings(model: ComposeModel): Environment {
  const settings: Record<string, string> = { ...enricherOf(model), ...environmentHere(model, 'sink') }
  if (settings['SALESFORCE_TIME_ZONE'] === sampleRecords.organizations.organization.TimeZoneSidKey)
    delete settings['SALESFORCE_TIME_ZONE']
  return settings
}

/** Whether spans stay within the containers, where Jaeger shows them. */
export function hasOwnTraces(model: ComposeModel): boolean {
  const env = environmentHere(model, 'ingress')
  return (
    env['OTEL_EXPORTER_OTLP_ENDPOINT'] === 'http://collector:4318' &&
    !env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
  )
}

/** The enricher speaks to both vendors. */
function enricherOf(model: ComposeModel): Readonly<Record<string, string>> {
  return environmentHere(model, 'enricher')
}

function isSimulated(vendor: Vendor, name: string, env: Environment): boolean {
  return env[name] === (simulated[vendor] as Environment)[name]
}

function asSeenHere(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      name.endsWith('_URL') ? value.replace(`//${machineFromInside}`, '//127.0.0.1') : value,
    ]),
  )
}
