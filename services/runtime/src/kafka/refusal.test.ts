import { createRequire } from 'node:module'
import { createServer } from 'node:tls'
import type { TlsOptions } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { PipelineError } from '../errors.ts'
import { connectKafka } from './connection.ts'
import type { KafkaAddress } from './connection.ts'
import { refusalIn } from './refusal.ts'
import {
  authority,
  brokerCertificate,
  brokerKey,
  clientCertificate,
  clientKey,
  strangersCertificate,
  strangersKey,
} from './testing/certificates.ts'

/** kafkajs’s own classes, of which its types tell only some. */
const errors = createRequire(import.meta.url)('kafkajs/src/errors.js') as Readonly<
  Record<string, new (words: unknown, details?: object) => Error>
>
const errorOf = (name: string, words: unknown, details?: object) => new errors[name]!(words, details)

/** A protocol error as a response's error code makes it. */
function protocolError(type: string): Error {
  return errorOf(
    'KafkaJSProtocolError',
    Object.assign(new Error(`Kafka says ${type}`), { type, code: 0, retriable: false }),
  )
}

describe('a refused login', () => {
  it.each([
    [
      'SASL SCRAM SHA512 authentication failed: invalid credentials',
      'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
    ],
    [
      'SASL OAUTHBEARER authentication failed: the token was refused: {"status":"invalid_token"}',
      'KAFKA_OAUTH_*',
    ],
    ['SASL PLAIN mechanism is not supported by the server', 'KAFKA_SASL_MECHANISM'],
  ])('has the words of Kafka, and the variables to look at: %s', (words, variables) => {
    const refusal = refusalIn(errorOf('KafkaJSSASLAuthenticationError', words))
    expect(refusal).toMatchObject({
      code: 'KAFKA_LOGIN_REFUSED',
      message: `Kafka refuses the login: ${words}. Check ${variables}.`,
      disposition: 'stop',
    })
  })

  it('is found behind the errors that kafkajs wraps it in', () => {
    const inner = errorOf('KafkaJSSASLAuthenticationError', 'SASL PLAIN authentication failed: no')
    const outer = errorOf('KafkaJSNonRetriableError', 'no', { cause: inner })
    expect(refusalIn(outer)).toMatchObject({ code: 'KAFKA_LOGIN_REFUSED', cause: outer })
  })

  it('stays what the identity provider made of it', () => {
    const refused = new PipelineError('KAFKA_LOGIN_REFUSED', 'no token')
    expect(refusalIn(errorOf('KafkaJSNonRetriableError', 'no', { cause: refused }))).toBe(refused)
  })
})

describe('a missing right', () => {
  it.each([
    ['TOPIC_AUTHORIZATION_FAILED', 'a topic'],
    ['GROUP_AUTHORIZATION_FAILED', 'a group'],
    ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'a transactional id'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'a cluster'],
  ])('of Kafka’s answer %s is one on %s', (type, what) => {
    expect(refusalIn(protocolError(type))).toMatchObject({
      code: 'KAFKA_ACCESS_DENIED',
      message: `Kafka denies access to ${what}. What it needs is in docs/kafka-access.md.`,
    })
  })
})

it.each<[string, unknown]>([
  [
    'a broker that is away',
    errorOf('KafkaJSConnectionError', 'Connection error: connect ECONNREFUSED', {
      code: 'ECONNREFUSED',
      broker: 'kafka:9092',
    }),
  ],
  [
    'a connection that breaks',
    errorOf('KafkaJSConnectionClosedError', 'Closed connection', { host: 'kafka', port: 9_092 }),
  ],
  ['a broker that is slow', errorOf('KafkaJSRequestTimeoutError', 'Request Produce timed out', {})],
  ['a leader that moves', protocolError('NOT_LEADER_FOR_PARTITION')],
  ['a topic that is not there', protocolError('UNKNOWN_TOPIC_OR_PARTITION')],
  ['an outage of something else', new PipelineError('SALESFORCE_UNAUTHORIZED', 'no')],
  ['a bug', new TypeError('x is not a function')],
  ['no error at all', undefined],
])('%s is no refusal', (_, error) => {
  expect(refusalIn(error)).toBeUndefined()
})

describe('a login that ends half-way is no refusal, whatever the mechanism', () => {
  type Authenticator = (sasl: object) => (connection: object) => { authenticate(): Promise<void> }
  const logger = { debug: () => undefined, error: () => undefined }
  const sasl = { username: 'us', password: 'secret', oauthBearerProvider: async () => ({ value: 'token' }) }

  it.each(['plain', 'scram256', 'scram512', 'oauthBearer'])('%s', async (mechanism) => {
    const open = createRequire(import.meta.url)(
      `kafkajs/src/broker/saslAuthenticator/${mechanism}.js`,
    ) as Authenticator
    const loginThat = (failure: Error) =>
      open(sasl)({ host: 'kafka', port: 9_092, logger, saslAuthenticate: () => Promise.reject(failure) })
        .authenticate()
        .catch((error: unknown) => refusalIn(error)?.code)
    const broken = errorOf('KafkaJSConnectionClosedError', 'Closed connection', {
      host: 'kafka',
      port: 9_092,
    })
    expect(await loginThat(broken)).toBeUndefined()
    // By TLS 1.3 the other side says only then that it does not take our certificate.
    const untrusted = errorOf('KafkaJSConnectionError', 'Connection error: alert', {
      code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      broker: 'kafka:9092',
    })
    expect(await loginThat(Object.assign(untrusted, { retriable: false }))).toBe(
      'KAFKA_CERTIFICATE_UNTRUSTED',
    )
    expect(await loginThat(protocolError('SASL_AUTHENTICATION_FAILED'))).toBe('KAFKA_LOGIN_REFUSED')
  })
})

describe('over TLS, at once', () => {
  /** What becomes of a connection to a server that speaks TLS, and no Kafka. */
  async function connecting(server: TlsOptions, client: Partial<KafkaAddress>): Promise<unknown> {
    const broker = createServer({ key: brokerKey, cert: brokerCertificate, ...server }, (socket) =>
      socket.on('error', () => undefined),
    )
    await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void broker.close())
    const address: KafkaAddress = {
      kafkaBrokers: [`127.0.0.1:${(broker.address() as AddressInfo).port}`],
      kafkaSecurityProtocol: 'SSL',
      ...client,
    }
    const admin = connectKafka(address, 'test', pino({ enabled: false })).admin()
    onTestFinished(() => admin.disconnect())
    return admin.connect().catch((error: unknown) => refusalIn(error))
  }

  it.each(['', '0'])(
    'a broker’s certificate of an authority that is not ours is not trusted, with NODE_TLS_REJECT_UNAUTHORIZED=%s',
    async (verify) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', verify)
      onTestFinished(() => void vi.unstubAllEnvs())
      expect(await connecting({}, { kafkaTlsCa: strangersCertificate })).toMatchObject({
        code: 'KAFKA_CERTIFICATE_UNTRUSTED',
        message: expect.stringMatching(
          /^Kafka at 127\.0\.0\.1:\d+ shows a certificate that is not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): unable to verify the first certificate\. Check KAFKA_TLS_CA/,
        ),
      })
    },
  )

  it('nor is one of another host, though of our authority', async () => {
    const other = { key: clientKey, cert: clientCertificate }
    expect(await connecting(other, { kafkaTlsCa: authority })).toMatchObject({
      code: 'KAFKA_CERTIFICATE_UNTRUSTED',
      message: expect.stringContaining('shows the certificate of another host'),
    })
  })

  it('nor is one that somebody signed for himself', async () => {
    const stranger = { key: strangersKey, cert: strangersCertificate }
    expect(await connecting(stranger, { kafkaTlsCa: authority })).toMatchObject({
      code: 'KAFKA_CERTIFICATE_UNTRUSTED',
      message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    })
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a broker that asks for a certificate of ours says so, by %s',
    async (maxVersion) => {
      const asking = { requestCert: true, rejectUnauthorized: true, ca: authority, maxVersion }
      expect(await connecting(asking, { kafkaTlsCa: authority })).toMatchObject({
        code: 'KAFKA_CERTIFICATE_UNTRUSTED',
        message: expect.stringMatching(
          /does not take our certificate, or misses one \(ERR_SSL_.*ALERT.*\)\. Check KAFKA_TLS_CERTIFICATE/,
        ),
      })
    },
  )
})
