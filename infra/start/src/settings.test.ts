import { ConfigError } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

const salesforce = {
  SALESFORCE_LOGIN_URL: 'https://acme.example',
  SALESFORCE_CLIENT_ID: 'client',
  SALESFORCE_CLIENT_SECRET: 'secret',
}
const genesys = {
  GENESYS_API_URL: 'https://api.example',
  GENESYS_LOGIN_URL: 'https://login.example',
  GENESYS_CLIENT_ID: 'client',
  GENESYS_CLIENT_SECRET: 'secret',
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('with nothing given', () => {
  const settings = readSettings({ PATH: '/bin', npm_lifecycle_event: 'start' })

  it('both vendors are simulated, and everything is checked', () => {
    expect(settings).toMatchObject({
      salesforce: undefined,
      simulatesGenesys: true,
      kafkaRemembers: false,
      accountingOnlyBecause: undefined,
    })
  })

  it('the webhook listens on this machine only, on 3000 where it can, with a secret of this run', () => {
    expect(settings.webhook).toMatchObject({ host: '127.0.0.1', preferredPort: 3_000, isSecretGiven: false })
    expect(settings.serviceEnvironment['GENESYS_WEBHOOK_SECRET']).toBe(settings.webhook.secret)
    expect(readSettings({}).webhook.secret).not.toBe(settings.webhook.secret)
  })

  it('masked calls are published, with a key of this run', () => {
    expect(settings.serviceEnvironment['PSEUDONYM_KEY']).toMatch(/^[0-9a-f]{64}$/)
  })

  it('the services have the sample org’s time zone and short retry delays, and nothing of npm’s', () => {
    expect(settings.serviceEnvironment).toMatchObject({
      PATH: '/bin',
      HEALTH_PORT: '0',
      RETRY_DELAYS_MS: '1000,2000,4000',
      SALESFORCE_TIME_ZONE: 'America/Los_Angeles',
    })
    expect(settings.serviceEnvironment).not.toHaveProperty('npm_lifecycle_event')
  })
})

describe('what is given', () => {
  it('of Kafka gets what an earlier run had to spool; the embedded one has no earlier run', () => {
    const given = { KAFKA_BROKERS: 'kafka.example:9092' }
    const spoolOf = (env: Record<string, string>) => readSettings(env).serviceEnvironment['SPOOL_DIRECTORY']
    expect(spoolOf(given)).toMatch(/\.calltrail\/spool$/)
    expect(spoolOf({ ...given, SPOOL_DIRECTORY: '/spool' })).toBe('/spool')
    expect(spoolOf({})).toBeUndefined()
  })

  it('of Kafka gets masked calls only with a key that lasts as long', () => {
    const given = { KAFKA_BROKERS: 'kafka.example:9092' }
    expect(readSettings(given).serviceEnvironment).not.toHaveProperty('PSEUDONYM_KEY')
    const PSEUDONYM_KEY = 'k'.repeat(32)
    expect(readSettings({ ...given, PSEUDONYM_KEY }).serviceEnvironment['PSEUDONYM_KEY']).toBe(PSEUDONYM_KEY)
    expect(readSettings({ PSEUDONYM_KEY }).serviceEnvironment['PSEUDONYM_KEY']).toBe(PSEUDONYM_KEY)
  })

  it('of Salesforce is used, with the org’s own time zone left to the services', () => {
    const settings = readSettings(salesforce)
    expect(settings.salesforce).toMatchObject({ salesforceLoginUrl: 'https://acme.example' })
    expect(settings.serviceEnvironment).not.toHaveProperty('SALESFORCE_TIME_ZONE')
    expect(settings.accountingOnlyBecause).toMatch(/^Salesforce is given/)
  })

  it('of Genesys is used', () => {
    expect(readSettings(genesys)).toMatchObject({ simulatesGenesys: false, salesforce: undefined })
    expect(readSettings({ ...genesys, ...salesforce }).accountingOnlyBecause).toMatch(
      /^Salesforce and Genesys are given/,
    )
  })

  it('as a webhook secret signs the samples with its first one, and reaches the ingress as it is', () => {
    const { webhook, serviceEnvironment } = readSettings({ GENESYS_WEBHOOK_SECRET: 'new, old' })
    expect(webhook).toMatchObject({ secret: 'new', isSecretGiven: true })
    expect(serviceEnvironment['GENESYS_WEBHOOK_SECRET']).toBe('new, old')
  })

  it('as a Kafka may remember earlier runs', () => {
    expect(readSettings({ KAFKA_BROKERS: 'kafka.example:9092' }).kafkaRemembers).toBe(true)
  })

  it('as a setting that changes outcomes limits what is checked', () => {
    expect(readSettings({ UNKNOWN_CALLER: 'create-contact' }).accountingOnlyBecause).toMatch(
      /^UNKNOWN_CALLER is set/,
    )
  })

  it('as a setting of the mapping, the filters or the look-up does so too', () => {
    expect(
      readSettings({ MIN_CALL_SECONDS: '60', SALESFORCE_FIELD_MAPPING: 'm.json' }).accountingOnlyBecause,
    ).toMatch(/^MIN_CALL_SECONDS, SALESFORCE_FIELD_MAPPING are set/)
  })
})

it('all that is wrong is said at once, by name, without a secret', () => {
  const problems = problemsOf({
    SALESFORCE_LOGIN_URL: 'acme',
    SALESFORCE_CLIENT_SECRET: 'hush',
    GENESYS_API_URL: 'https://api.example',
    PORT: 'https',
  })
  const text = problems.join('\n')
  for (const name of [
    'SALESFORCE_LOGIN_URL must',
    'SALESFORCE_CLIENT_ID is not set',
    'GENESYS_LOGIN_URL is not set',
    'GENESYS_CLIENT_ID is not set',
    'GENESYS_CLIENT_SECRET is not set',
    'PORT must',
  ]) {
    expect(text).toContain(name)
  }
  expect(text).not.toContain('hush')
})

describe('how Kafka is spoken to', () => {
  const guarded = { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_TLS_CA_FILE: '/nowhere' }

  it('is as it is set when Kafka is given, for the services too', () => {
    const settings = readSettings({ KAFKA_BROKERS: 'kafka:9093', KAFKA_SECURITY_PROTOCOL: 'SSL' })
    expect(settings.kafkaSecurity).toMatchObject({ kafkaSecurityProtocol: 'SSL' })
    expect(settings.serviceEnvironment['KAFKA_SECURITY_PROTOCOL']).toBe('SSL')
    expect(problemsOf({ KAFKA_BROKERS: 'kafka:9093', ...guarded })).toEqual([
      'KAFKA_TLS_CA_FILE cannot be read: ENOENT.',
    ])
  })

  it('is in the clear when Kafka is ours, whatever is set for another', () => {
    const settings = readSettings(guarded)
    expect(settings.kafkaSecurity).toEqual({})
    expect(Object.keys(settings.serviceEnvironment).filter((name) => name.startsWith('KAFKA_'))).toEqual([])
  })

  it('is so for the schema registry, too', () => {
    const user = { SCHEMA_REGISTRY_USERNAME: 'us', SCHEMA_REGISTRY_PASSWORD: 'secret' }
    const given = readSettings({ ...user, SCHEMA_REGISTRY_URL: 'https://registry.example' })
    expect(given.registryAccess).toMatchObject({ schemaRegistryUsername: 'us' })
    expect(given.serviceEnvironment).toMatchObject(user)
    expect(readSettings(user).registryAccess).toEqual({})
    expect(readSettings(user).serviceEnvironment).not.toHaveProperty('SCHEMA_REGISTRY_PASSWORD')
  })
})
