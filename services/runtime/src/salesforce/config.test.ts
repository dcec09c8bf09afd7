import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from '../config.ts'
import { salesforceConfig } from './config.ts'
import { defaultAudience, salesforceCredentials } from './credentials.ts'

const org = { SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.com', SALESFORCE_CLIENT_ID: 'client' }
const pem = (type: 'pkcs1' | 'pkcs8') =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type, format: 'pem' }) as string

function problemsOf(env: Record<string, string>): string {
  try {
    loadConfig(salesforceConfig, { ...org, ...env })
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n')
    throw error
  }
  return ''
}

describe('the login', () => {
  it('is by a secret', () => {
    const config = loadConfig(salesforceConfig, { ...org, SALESFORCE_CLIENT_SECRET: 'secret' })
    expect(salesforceCredentials(config)).toEqual({
      tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token',
      clientId: 'client',
      clientSecret: 'secret',
    })
  })

  it.each([
    ['as OpenSSL writes it today', pem('pkcs8')],
    ['as OpenSSL once wrote it', pem('pkcs1')],
    ['in one line', pem('pkcs8').replaceAll('\n', '\\n')],
  ])('is by a key %s', (_, SALESFORCE_PRIVATE_KEY) => {
    const env = { ...org, SALESFORCE_PRIVATE_KEY, SALESFORCE_USERNAME: 'user@acme.example' }
    expect(salesforceCredentials(loadConfig(salesforceConfig, env))).toMatchObject({
      clientId: 'client',
      username: 'user@acme.example',
      privateKey: { type: 'private', asymmetricKeyType: 'rsa' },
      audience: 'https://login.salesforce.com',
    })
  })

  it.each([
    [{}, /^SALESFORCE_CLIENT_SECRET is not set, and neither is SALESFORCE_PRIVATE_KEY/],
    [
      { SALESFORCE_PRIVATE_KEY: pem('pkcs8') },
      /^SALESFORCE_USERNAME is not set, and SALESFORCE_PRIVATE_KEY needs it/,
    ],
    [
      { SALESFORCE_PRIVATE_KEY: pem('pkcs8'), SALESFORCE_USERNAME: 'u', SALESFORCE_CLIENT_SECRET: 's' },
      /^SALESFORCE_PRIVATE_KEY and SALESFORCE_CLIENT_SECRET are both set/,
    ],
    [
      { SALESFORCE_PRIVATE_KEY: 'hunter2', SALESFORCE_USERNAME: 'u' },
      /^SALESFORCE_PRIVATE_KEY must be a private key in PEM, without a passphrase\. (?!.*hunter2)/,
    ],
    [
      {
        SALESFORCE_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }) as string,
        SALESFORCE_USERNAME: 'u',
      },
      /^SALESFORCE_PRIVATE_KEY must be an RSA key\. /,
    ],
  ])('is said to be wrong, without a word of the key', (env, problem) => {
    expect(problemsOf(env)).toMatch(problem)
  })
})

it.each([
  ['https://acme.my.salesforce.com', 'https://login.salesforce.com'],
  ['https://acme--dev.sandbox.my.salesforce.com', 'https://test.salesforce.com'],
  ['https://test.salesforce.com', 'https://test.salesforce.com'],
  ['https://login.salesforce.com', 'https://login.salesforce.com'],
  ['https://sandbox.my.salesforce.com.example', 'https://login.salesforce.com'],
])('an assertion for %s is one for %s', (loginUrl, audience) => {
  expect(defaultAudience(loginUrl)).toBe(audience)
})

it.each(['SALESFORCE_LINGER_MS', 'SALESFORCE_LINGER_MAX_MS'])(
  '%s leaves a batch time for all its steps',
  (name) => {
    expect(problemsOf({ SALESFORCE_CLIENT_SECRET: 's', [name]: '5001' })).toMatch(
      new RegExp(`^${name} must be at most 5000`),
    )
  },
)

it.each(['101%', '5.5%', '-1', 'half', '%', '1e3'])(
  'an amount of calls is not %s',
  (SALESFORCE_DAILY_CALLS) => {
    expect(problemsOf({ SALESFORCE_CLIENT_SECRET: 's', SALESFORCE_DAILY_CALLS })).toMatch(
      /^SALESFORCE_DAILY_CALLS must be a number of calls, or a share such as 50%/,
    )
  },
)
