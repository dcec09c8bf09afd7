/**
 * How a client of Kafka proves who it is, and whom it trusts. With nothing set it speaks in the clear, as to a broker of one's own.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { httpUrl, key, oneOf, text } from '../config.ts'

const tlsProtocols = ['SSL', 'SASL_SSL'] as const
const saslProtocols = ['SASL_PLAINTEXT', 'SASL_SSL'] as const
const passwordMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

const protocolVariable = 'KAFKA_SECURITY_PROTOCOL'
const mechanismVariable = 'KAFKA_SASL_MECHANISM'
const certificateVariable = 'KAFKA_TLS_CERTIFICATE'
const keyVariable = 'KAFKA_TLS_KEY'
const passphraseVariable = 'KAFKA_TLS_KEY_PASSPHRASE'

const overTls = { onlyWith: { env: protocolVariable, is: tlsProtocols } } as const
const forPasswords = belongsTo(mechanismVariable, passwordMechanisms)
const forTokens = belongsTo(mechanismVariable, ['OAUTHBEARER'])

function belongsTo(env: string, is: readonly string[]) {
  return { requiredWhen: { env, is }, onlyWith: { env, is } }
}

/** As a file holds it, or in one line. */
const pemText = z.string().transform(withNewlines)

const certificates = pemText.transform((pem, context) => {
  try {
    if (certificatesIn(pem).length > 0) return pem
  } catch {
    // Said below.
  }
  context.addIssue('holds no certificate in PEM (-----BEGIN CERTIFICATE-----)')
  return z.NEVER
})

export const kafkaSecurityConfig = {
  kafkaSecurityProtocol: key<'PLAINTEXT' | (typeof tlsProtocols)[number] | (typeof saslProtocols)[number]>({
    env: protocolVariable,
    parse: oneOf(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']),
    fallback: 'PLAINTEXT',
    doc: 'Whether the connection to Kafka is encrypted (SSL), and whether the client logs in (SASL).',
  }),
  kafkaSaslMechanism: key<(typeof passwordMechanisms)[number] | 'OAUTHBEARER' | null>({
    env: mechanismVariable,
    parse: oneOf([...passwordMechanisms, 'OAUTHBEARER']),
    fallback: null,
    ...belongsTo(protocolVariable, saslProtocols),
    doc: 'How the client logs in: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER, as the broker’s listener has it.',
  }),
  kafkaSaslUsername: key<string | null>({
    env: 'KAFKA_SASL_USERNAME',
    parse: text,
    fallback: null,
    ...forPasswords,
    doc: 'Name of the user in Kafka.',
  }),
  kafkaSaslPassword: key<string | null>({
    env: 'KAFKA_SASL_PASSWORD',
    parse: text,
    fallback: null,
    ...forPasswords,
    secret: true,
    doc: 'Password of the user in Kafka.',
  }),
  kafkaOauthTokenUrl: key<string | null>({
    env: 'KAFKA_OAUTH_TOKEN_URL',
    parse: httpUrl,
    fallback: null,
    ...forTokens,
    doc: 'Token end-point of the identity provider (client-credentials flow).',
  }),
  kafkaOauthClientId: key<string | null>({
    env: 'KAFKA_OAUTH_CLIENT_ID',
    parse: text,
    fallback: null,
    ...forTokens,
    doc: 'Client id at the identity provider.',
  }),
  kafkaOauthClientSecret: key<string | null>({
    env: 'KAFKA_OAUTH_CLIENT_SECRET',
    parse: text,
    fallback: null,
    ...forTokens,
    secret: true,
    doc: 'Client secret at the identity provider.',
  }),
  kafkaOauthScope: key<string | null>({
    env: 'KAFKA_OAUTH_SCOPE',
    parse: text,
    fallback: null,
    onlyWith: forTokens.onlyWith,
    doc: 'Scopes to ask for, separated by blanks, where the identity provider wants them named.',
  }),
  kafkaTlsCa: key<string | null>({
    env: 'KAFKA_TLS_CA',
    parse: certificates,
    fallback: null,
    ...overTls,
    check: (pem) => (certificatesIn(pem).every(isExpired) ? expired(certificatesIn(pem)[0]!) : undefined),
    doc: 'Authorities (PEM) of whom one has issued the brokers’ certificates. Default: those that Node trusts.',
  }),
  kafkaTlsCertificate: key<string | null>({
    env: certificateVariable,
    parse: certificates,
    fallback: null,
    requiredWith: keyVariable,
    ...overTls,
    check: (pem) => {
      const own = certificatesIn(pem)[0]!
      return isExpired(own) ? expired(own) : undefined
    },
    doc: 'The client’s own certificate (PEM), with those that lead to its authority after it, where the brokers ask for one.',
  }),
  kafkaTlsKey: key<string | null>({
    env: keyVariable,
    parse: pemText,
    fallback: null,
    requiredWith: certificateVariable,
    ...overTls,
    check: (pem, read) => problemOfKey(pem, read(passphraseVariable), read(certificateVariable)),
    secret: true,
    doc: 'The private key (PEM) of the client’s certificate.',
  }),
  kafkaTlsKeyPassphrase: key<string | null>({
    env: passphraseVariable,
    parse: text,
    fallback: null,
    ...overTls,
    secret: true,
    doc: 'What the private key is encrypted with, if it is.',
  }),
}

function problemOfKey(
  pem: string,
  passphrase: string | undefined,
  certificate: string | undefined,
): string | undefined {
  let privateKey
  try {
    privateKey = createPrivateKey({ key: withNewlines(pem), ...(passphrase !== undefined && { passphrase }) })
  } catch {
    return `holds no private key in PEM, or is encrypted with something else than ${passphraseVariable}`
  }
  // A certificate that is none is said of its own variable.
  const [own] = z.string().pipe(certificates).safeParse(certificate).success
    ? certificatesIn(certificate!)
    : []
  return own && !own.checkPrivateKey(privateKey)
    ? `does not belong to the certificate in ${certificateVariable}`
    : undefined
}

/** @throws when one of them is broken */
function certificatesIn(pem: string): X509Certificate[] {
  const blocks = withNewlines(pem).match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => new X509Certificate(block))
}

function withNewlines(pem: string): string {
  return pem.replaceAll('\\n', '\n')
}

function isExpired({ validToDate }: X509Certificate): boolean {
  return validToDate.getTime() < Date.now()
}

function expired({ subject, validToDate }: X509Certificate): string {
  return `has expired on ${validToDate.toISOString()} (${subject.replaceAll('\n', ', ')})`
}
