/**
 * What the environment gives, and what is to be simulated or made up for the rest.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  ConfigError,
  genesysConfig,
  integer,
  kafkaSecurityConfig,
  key,
  loadConfig,
  registryAccessConfig,
  salesforceConfig,
  text,
  textList,
} from '@calltrail/runtime'
import type { Config, ConfigSpec, Environment, KafkaSecurity, RegistryAccess } from '@calltrail/runtime'
import { sampleRecords } from '@calltrail/simulators'

export interface Settings {
  /** What a service reads, except the addresses of what is only started now. */
  readonly serviceEnvironment: Readonly<Record<string, string>>
  /** What the stack reads. */
  readonly stackEnvironment: NodeJS.ProcessEnv
  /** How the Kafka that is given is spoken to; one of our own is spoken to in the clear. */
  readonly kafkaSecurity: KafkaSecurity
  /** How the schema registry that is given is spoken to; one of our own is open. */
  readonly registryAccess: RegistryAccess
  /** The org that is given; undefined to simulate one. */
  readonly salesforce: Config<typeof salesforceConfig> | undefined
  readonly simulatesGenesys: boolean
  readonly webhook: {
    readonly host: string
    readonly preferredPort: number
    readonly secret: string
    /** A secret that is given is never shown. */
    readonly isSecretGiven: boolean
  }
  /** Added to each sample's conversation id, so that a Kafka which outlives this run does not mistake it for an earlier one. */
  readonly conversationSuffix: string
  /** Why contacts, recordings and reasons are not checked; undefined when everything is. */
  readonly accountingOnlyBecause: string | undefined
}

const ownConfig = {
  host: key({ env: 'HOST', parse: text, fallback: '127.0.0.1', doc: 'Address the webhook listens on.' }),
  port: key({
    env: 'PORT',
    parse: integer(0, 65_535),
    fallback: 3_000,
    doc: 'Port of the webhook. Another one is taken when it is not free.',
  }),
  webhookSecrets: key<readonly string[]>({
    env: 'GENESYS_WEBHOOK_SECRET',
    parse: textList,
    fallback: [],
    secret: true,
    doc: 'Secret that webhooks are signed with.',
  }),
}

/** Shorter than in production: whoever watches should not wait ten minutes for a dead letter. */
const retryDelaysMs = '1000,2000,4000'

const spoolDirectory = join(import.meta.dirname, '../../../.calltrail/spool')

/** Settings with which calls rightly become something else than the samples expect. */
const outcomeSettings = [
  // Whose call it is.
  'CONTACT_COUNTRY_FIELD',
  'CONTACT_LOOKUP',
  'CONTACT_PHONE_FIELDS',
  'NORMALISED_PHONE_FIELDS',
  'OWN_NUMBERS',
  'PHONE_DEFAULT_REGION',
  'SEVERAL_CONTACTS',
  'UNKNOWN_CALLER',
  // Whether it is logged, and as how many Tasks.
  'LOG_INTERNAL_CALLS',
  'MIN_CALL_SECONDS',
  'ONLY_QUEUES',
  'SKIP_DIRECTIONS',
  'SKIP_QUEUES',
  'TRANSFERS',
  // What its Task says, and how often.
  'FOLLOW_UP_DELAYS_MS',
  'RECORDING_API',
  'RECORDING_LOOKUP',
  'RECORDING_TIMEOUT_MS',
  'SALESFORCE_FIELD_MAPPING',
  'SALESFORCE_TIME_ZONE',
]

/** Variables about what is given, by the variable that gives it. */
const accessVariables = {
  KAFKA_BROKERS: new Set(Object.values(kafkaSecurityConfig).map(({ env }) => env)),
  SCHEMA_REGISTRY_URL: new Set(Object.values(registryAccessConfig).map(({ env }) => env)),
}

/** @throws {ConfigError} with all problems */
export function readSettings(env: Environment): Settings {
  const problems: string[] = []
  const salesforce = givenVendor('Salesforce', salesforceConfig, env, problems)
  const genesys = givenVendor('Genesys', genesysConfig, env, problems)
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
    conversationSuffix: kafkaIsGiven ? `-${Date.now().toString(36)}` : '',
    accountingOnlyBecause: reasonForAccountingOnly(env, { salesforce, genesys }),
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

function attempt<Value>(read: () => Value, problems: string[]): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
    return undefined
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

function reasonForAccountingOnly(
  env: Environment,
  { salesforce, genesys }: { salesforce: object | undefined; genesys: object | undefined },
): string | undefined {
  const vendors = [salesforce && 'Salesforce', genesys && 'Genesys'].filter((name) => name !== undefined)
  if (vendors.length > 0) {
    return `${vendors.join(' and ')} ${vendors.length > 1 ? 'are' : 'is'} given, and the samples were written for the simulated one`
  }
  const set = outcomeSettings.filter((name) => env[name])
  if (set.length === 0) return undefined
  return `${set.join(', ')} ${set.length > 1 ? 'are' : 'is'} set, and the samples were written without`
}
