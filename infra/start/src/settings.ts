/**
 * What the environment gives, and what is to be simulated or made up for the rest.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  attempt,
  ConfigError,
  integer,
  kafkaSecurityConfig,
  key,
  loadConfig,
  registryAccessConfig,
  text,
  textList,
} from '@calltrail/runtime'
import type { Environment, KafkaSecurity } from '@calltrail/runtime'
import { sampleRecords } from '@calltrail/simulators'
import { reasonForAccountingOnly } from './accounting-only.ts'
import { givenVendors } from './given-vendors.ts'
import type { RunSettings } from './place.ts'

export interface Settings extends RunSettings {
  /** What a service reads, except the addresses of what is only started now. */
  readonly serviceEnvironment: Readonly<Record<string, string>>
  /** What the stack reads. */
  readonly stackEnvironment: NodeJS.ProcessEnv
  /** How the Kafka that is given is spoken to; one of our own is spoken to in the clear. */
  readonly kafkaSecurity: KafkaSecurity
  readonly simulatesGenesys: boolean
  readonly webhook: RunSettings['webhook'] & { readonly host: string; readonly preferredPort: number }
}

export const webhookSecretsConfig = key<readonly string[]>({
  env: 'GENESYS_WEBHOOK_SECRET',
  parse: textList,
  fallback: [],
  secret: true,
  doc: 'Secret that webhooks are signed with.',
})

const ownConfig = {
  host: key({ env: 'HOST', parse: text, fallback: '127.0.0.1', doc: 'Address the webhook listens on.' }),
  port: key({
    env: 'PORT',
    parse: integer(0, 65_535),
    fallback: 3_000,
    doc: 'Port of the webhook. Another one is taken when it is not free.',
  }),
  webhookSecrets: webhookSecretsConfig,
}

/** Shorter than in production: whoever watches should not wait ten minutes for a dead letter. */
const retryDelaysMs = '1000,2000,4000'

const spoolDirectory = join(import.meta.dirname, '../../../.calltrail/spool')

/** Variables about what is given, by the variable that gives it. */
export const accessVariables = {
  KAFKA_BROKERS: new Set(Object.values(kafkaSecurityConfig).map(({ env }) => env)),
  SCHEMA_REGISTRY_URL: new Set(Object.values(registryAccessConfig).map(({ env }) => env)),
}

/** @throws {ConfigError} with all problems */
export function readSettings(env: Environment): Settings {
  const problems: string[] = []
  const vendors = givenVendors(env, problems)
  const { salesforce, genesys } = vendors
  const own = attempt(() => loadConfig(ownConfig, env), problems)
  const kafkaIsGiven = isGiven('KAFKA_BROKERS', env)
  const kafkaSecurity = kafkaIsGiven ? attempt(() => loadConfig(kafkaSecurityConfig, env), problems) : {}
  const registryAccess = isGiven('SCHEMA_REGISTRY_URL', env)
    ? attempt(() => loadConfig(registryAccessConfig, env), problems)
    : {}
  if (problems.length > 0 || !own || !kafkaSecurity || !registryAccess) throw new ConfigError(problems)

  const [givenSecret] = own.webhookSecrets
  const secret = givenSecret ?? randomBytes(18).toString('base64url')
  return {
    serviceEnvironment: serviceEnvironment(env, {
      HOST: own.host,
      HEALTH_PORT: '0',
      RETRY_DELAYS_MS: env['RETRY_DELAYS_MS'] || retryDelaysMs,
      // A Kafka that outlives this run gets what the spool still holds at the next one; the embedded one takes its topics with it.
      ...(kafkaIsGiven && { SPOOL_DIRECTORY: env['SPOOL_DIRECTORY'] || spoolDirectory }),
      // Pseudonyms last as long as their key, so that a key of this run would be of no use in a Kafka that outlives it.
      ...(kafkaIsGiven || env['PSEUDONYM_KEY'] ? {} : { PSEUDONYM_KEY: randomBytes(32).toString('hex') }),
      ...(givenSecret === undefined ? { GENESYS_WEBHOOK_SECRET: secret } : {}),
      ...(salesforce || env['SALESFORCE_TIME_ZONE']
        ? {}
        : { SALESFORCE_TIME_ZONE: sampleRecords.organizations.organization.TimeZoneSidKey }),
    }),
    stackEnvironment: { ...env },
    kafkaSecurity,
    registryAccess,
    salesforce,
    simulatesGenesys: genesys === undefined,
    webhook: {
      host: own.host,
      preferredPort: own.port,
      secret,
      isSecretGiven: givenSecret !== undefined,
    },
    kafkaRemembers: kafkaIsGiven,
    accountingOnlyBecause: reasonForAccountingOnly(env, vendors),
  }
}

function isGiven(address: keyof typeof accessVariables, env: Environment): boolean {
  return Boolean(env[address]?.trim())
}

/** Whether a variable is about a Kafka or a registry that is not used, since one of our own is. */
function isAboutAnother(name: string, env: Environment): boolean {
  const variable = name.replace(/_FILE$/, '')
  return (['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL'] as const).some(
    (address) => accessVariables[address].has(variable) && !isGiven(address, env),
  )
}

function serviceEnvironment(
  env: Environment,
  ours: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('npm_') && !isAboutAnother(entry[0], env),
  )
  return { ...Object.fromEntries(given), ...ours }
}
