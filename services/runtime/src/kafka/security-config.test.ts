import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ConfigError, loadConfig } from '../config.ts'
import { securityOptions } from './security.ts'
import { kafkaSecurityConfig } from './security-config.ts'
import { authority, clientCertificate, clientKey, strangersKey } from './testing/certificates.ts'

const login = { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512' }
const user = { KAFKA_SASL_USERNAME: 'sink', KAFKA_SASL_PASSWORD: 'hunter2' }
const tls = { KAFKA_SECURITY_PROTOCOL: 'SSL' }
const own = { KAFKA_TLS_CERTIFICATE: clientCertificate, KAFKA_TLS_KEY: clientKey }

/** Whatever the environment says to Node. */
const verified = { rejectUnauthorized: true }
const optionsOf = (env: Record<string, string>) => securityOptions(loadConfig(kafkaSecurityConfig, env))

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(kafkaSecurityConfig, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('a client of Kafka', () => {
  it('speaks in the clear and without a name, unless it is told otherwise', () => {
    expect(optionsOf({})).toEqual({})
    expect(optionsOf({ KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT' })).toEqual({})
  })

  it('trusts those whom Node trusts, or the authority that it is given, and never leaves the host unchecked', () => {
    expect(optionsOf(tls)).toEqual({ ssl: verified })
    expect(optionsOf({ ...tls, KAFKA_TLS_CA: authority })).toEqual({ ssl: { ...verified, ca: authority } })
  })

  it('shows its own certificate', () => {
    expect(optionsOf({ ...tls, ...own })).toEqual({
      ssl: { ...verified, cert: clientCertificate, key: clientKey },
    })
  })

  it('takes certificates and keys in one line, too', () => {
    const inOneLine = (pem: string) => pem.replaceAll('\n', '\\n')
    expect(
      optionsOf({
        ...tls,
        KAFKA_TLS_CERTIFICATE: inOneLine(clientCertificate),
        KAFKA_TLS_KEY: inOneLine(clientKey),
      }),
    ).toEqual({
      ssl: { ...verified, cert: clientCertificate, key: clientKey },
    })
  })

  it.each([
    ['PLAIN', 'plain'],
    ['SCRAM-SHA-256', 'scram-sha-256'],
    ['SCRAM-SHA-512', 'scram-sha-512'],
  ])('logs in with a password by %s', (KAFKA_SASL_MECHANISM, mechanism) => {
    expect(optionsOf({ ...login, KAFKA_SASL_MECHANISM, ...user })).toEqual({
      ssl: verified,
      sasl: { mechanism, username: 'sink', password: 'hunter2' },
    })
  })

  it('logs in without TLS when it is told to', () => {
    expect(optionsOf({ ...login, KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT', ...user })).not.toHaveProperty(
      'ssl',
    )
  })

  it('logs in with a token', () => {
    const options = optionsOf({
      ...login,
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_OAUTH_TOKEN_URL: 'https://login.example/token',
      KAFKA_OAUTH_CLIENT_ID: 'sink',
      KAFKA_OAUTH_CLIENT_SECRET: 'secret',
    })
    expect(options.sasl).toEqual({ mechanism: 'oauthbearer', oauthBearerProvider: expect.any(Function) })
  })
})

describe('what does not go together is said by name', () => {
  it.each<[string, Record<string, string>, RegExp[]]>([
    [
      'a login without its way',
      { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' },
      [/^KAFKA_SASL_MECHANISM is not set, and KAFKA_SECURITY_PROTOCOL=SASL_SSL needs it/],
    ],
    [
      'a way of login without a login',
      { KAFKA_SASL_MECHANISM: 'PLAIN', ...user },
      [
        /^KAFKA_SASL_MECHANISM is set, but KAFKA_SECURITY_PROTOCOL is not SASL_PLAINTEXT or SASL_SSL\. Set both, or neither\.$/,
      ],
    ],
    [
      'a password without anything',
      user,
      [/^KAFKA_SASL_USERNAME is set, but KAFKA_SASL_MECHANISM is not/, /^KAFKA_SASL_PASSWORD is set, but/],
    ],
    [
      'SCRAM without a user',
      login,
      [
        /^KAFKA_SASL_USERNAME is not set, and KAFKA_SASL_MECHANISM=SCRAM-SHA-512 needs it/,
        /^KAFKA_SASL_PASSWORD is not set/,
      ],
    ],
    [
      'a token from nowhere',
      { ...login, KAFKA_SASL_MECHANISM: 'OAUTHBEARER' },
      [
        /^KAFKA_OAUTH_TOKEN_URL is not set/,
        /^KAFKA_OAUTH_CLIENT_ID is not set/,
        /^KAFKA_OAUTH_CLIENT_SECRET is not set/,
      ],
    ],
    [
      'certificates in the clear',
      { KAFKA_TLS_CA: authority },
      [/^KAFKA_TLS_CA is set, but KAFKA_SECURITY_PROTOCOL is not SSL or SASL_SSL/],
    ],
    [
      'a certificate without its key',
      { ...tls, KAFKA_TLS_CERTIFICATE: clientCertificate },
      [/^KAFKA_TLS_KEY is not set, and KAFKA_TLS_CERTIFICATE needs it/],
    ],
    [
      'a key without its certificate',
      { ...tls, KAFKA_TLS_KEY: clientKey },
      [/^KAFKA_TLS_CERTIFICATE is not set, and KAFKA_TLS_KEY needs it/],
    ],
    [
      'an unknown protocol',
      { KAFKA_SECURITY_PROTOCOL: 'TLS' },
      [/^KAFKA_SECURITY_PROTOCOL must be one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL/],
    ],
  ])('%s', (_, env, expected) => {
    expect(problemsOf(env)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
  })
})

describe('a certificate or key that is of no use is said at the start', () => {
  it.each(['not PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])('%j', (broken) => {
    expect(problemsOf({ ...tls, KAFKA_TLS_CA: broken })).toEqual([
      expect.stringMatching(/^KAFKA_TLS_CA holds no certificate in PEM/),
    ])
  })

  it('a key that is none, without showing it', () => {
    const [problem, ...others] = problemsOf({ ...tls, ...own, KAFKA_TLS_KEY: 'hunter2' })
    expect(problem).toMatch(/^KAFKA_TLS_KEY holds no private key in PEM.*KAFKA_TLS_KEY_PASSPHRASE/)
    expect(problem).not.toContain('hunter2')
    expect(others).toEqual([])
  })

  it('a key in the place of a certificate, without showing it', () => {
    const problems = problemsOf({
      ...tls,
      KAFKA_TLS_CA: clientKey,
      KAFKA_TLS_CERTIFICATE: clientKey,
      KAFKA_TLS_KEY: clientCertificate,
    })
    expect(problems).toEqual([
      expect.stringMatching(/^KAFKA_TLS_CA holds a private key, and no certificate\. Authorities/),
      expect.stringMatching(
        /^KAFKA_TLS_CERTIFICATE holds a private key: are KAFKA_TLS_CERTIFICATE and KAFKA_TLS_KEY swapped\? The/,
      ),
      expect.stringMatching(/^KAFKA_TLS_KEY holds no private key/),
    ])
    expect(problems.join()).not.toContain('-----')
  })

  it.each([
    ['another client’s', strangersKey],
    [
      'of another kind',
      generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }) as string,
    ],
  ])('a key that is %s', (_, KAFKA_TLS_KEY) => {
    expect(problemsOf({ ...tls, ...own, KAFKA_TLS_KEY })).toEqual([
      expect.stringMatching(/^KAFKA_TLS_KEY does not belong to the certificate in KAFKA_TLS_CERTIFICATE\./),
    ])
  })

  it('an encrypted key needs its passphrase', () => {
    const passphrase = 'correct horse'
    const KAFKA_TLS_KEY = createPrivateKey(clientKey).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase,
    }) as string
    const env = { ...tls, ...own, KAFKA_TLS_KEY }
    expect(problemsOf(env)).toHaveLength(1)
    expect(problemsOf({ ...env, KAFKA_TLS_KEY_PASSPHRASE: 'wrong' })).toHaveLength(1)
    expect(optionsOf({ ...env, KAFKA_TLS_KEY_PASSPHRASE: passphrase })).toMatchObject({ ssl: { passphrase } })
  })

  it('certificates that have expired', () => {
    vi.useFakeTimers({ now: Date.parse('2200-01-01T00:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    expect(problemsOf({ ...tls, ...own, KAFKA_TLS_CA: authority })).toEqual([
      expect.stringMatching(/^KAFKA_TLS_CA has expired on 2\d{3}-.*CN=Test authority/),
      expect.stringMatching(/^KAFKA_TLS_CERTIFICATE has expired on 2\d{3}-.*CN=sink/),
    ])
  })
})
