/**
 * How a client of Kafka proves who it is, and whom it trusts. With nothing set it speaks in the clear, as to a broker of one's own.
 */
import { httpUrl, key, oneOf, text } from '../config.ts'
import {
  certificates,
  certificatesOr,
  pemText,
  problemOfAuthorities,
  problemOfCertificate,
  problemOfKey,
} from '../pem.ts'

const tlsProtocols = ['SSL', 'SASL_SSL'] as const
const saslProtocols = ['SASL_PLAINTEXT', 'SASL_SSL'] as const
const passwordMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

const protocolVariable = 'KAFKA_SECURITY_PROTOCOL'
const mechanismVariable = 'KAFKA_SASL_MECHANISM'
const certificateVariable = 'KAFKA_TLS_CERTIFICATE'
const keyVariable = 'KAFKA_TLS_KEY'
const passphraseVariable = 'KAFKA_TLS_KEY_PASSPHRASE'

const keyProblems = {
  unreadable: `holds no private key in PEM, or is encrypted with something else than ${passphraseVariable}`,
  'of another certificate': `does not belong to the certificate in ${certificateVariable}`,
}

const overTls = { onlyWith: { env: protocolVariable, is: tlsProtocols } } as const
const forPasswords = belongsTo(mechanismVariable, passwordMechanisms)
const forTokens = belongsTo(mechanismVariable, ['OAUTHBEARER'])

function belongsTo(env: string, is: readonly string[]) {
  return { requiredWhen: { env, is }, onlyWith: { env, is } }
}

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
    doc: 'Token end-point of the identity provider (client-credentials flow). Its certificate is of an authority that Node trusts, or that a file in NODE_EXTRA_CA_CERTS has.',
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
    check: problemOfAuthorities,
    unshown: true,
    doc: 'Authorities (PEM) of whom one has issued the brokers’ certificates. Default: those that Node trusts.',
  }),
  kafkaTlsCertificate: key<string | null>({
    env: certificateVariable,
    parse: certificatesOr(`holds a private key: are ${certificateVariable} and ${keyVariable} swapped?`),
    fallback: null,
    requiredWith: keyVariable,
    ...overTls,
    check: problemOfCertificate,
    unshown: true,
    doc: 'The client’s own certificate (PEM), with those that lead to its authority after it, where the brokers ask for one.',
  }),
  kafkaTlsKey: key<string | null>({
    env: keyVariable,
    parse: pemText,
    fallback: null,
    requiredWith: certificateVariable,
    ...overTls,
    check: (pem, read) => {
      const beside = { passphrase: read(passphraseVariable), certificate: read(certificateVariable) }
      const problem = problemOfKey(pem, beside)
      return problem && keyProblems[problem]
    },
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
