import type { ConnectionOptions } from 'node:tls'
import type { KafkaConfig, SASLOptions } from 'kafkajs'
import type { Config } from '../config.ts'
import { kafkaTokens } from './oauth-token.ts'
import type { kafkaSecurityConfig } from './security-config.ts'

/** Without any of it the client speaks in the clear. */
export type KafkaSecurity = Partial<Config<typeof kafkaSecurityConfig>>

/** What kafkajs is given. A broker's certificate is always verified, and compared with its host: there is no setting to leave that out. */
export function securityOptions(config: KafkaSecurity): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const protocol = config.kafkaSecurityProtocol ?? 'PLAINTEXT'
  return {
    ...(protocol.endsWith('SSL') && { ssl: tlsOptions(config) }),
    ...(protocol.startsWith('SASL') && { sasl: saslOptions(config) }),
  }
}

/**
 * For a command, which does not wait as a service does: whether there is a token to log in with, where it takes one.
 * @throws what {@link kafkaTokens} throws, of a provider that is away as well
 */
export async function proveToken(config: KafkaSecurity): Promise<void> {
  if (config.kafkaSaslMechanism === 'OAUTHBEARER') await tokensOf(config)()
}

function tlsOptions(config: KafkaSecurity): ConnectionOptions {
  const { kafkaTlsCa, kafkaTlsCertificate, kafkaTlsKey, kafkaTlsKeyPassphrase } = config
  return {
    // Said, for NODE_TLS_REJECT_UNAUTHORIZED=0 changes what is not.
    rejectUnauthorized: true,
    ...(kafkaTlsCa && { ca: kafkaTlsCa }),
    ...(kafkaTlsCertificate && { cert: kafkaTlsCertificate }),
    ...(kafkaTlsKey && { key: kafkaTlsKey }),
    ...(kafkaTlsKeyPassphrase && { passphrase: kafkaTlsKeyPassphrase }),
  }
}

/** The configuration has what the mechanism needs. */
function saslOptions(config: KafkaSecurity): SASLOptions {
  const username = config.kafkaSaslUsername!
  const password = config.kafkaSaslPassword!
  switch (config.kafkaSaslMechanism!) {
    case 'PLAIN':
      return { mechanism: 'plain', username, password }
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username, password }
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username, password }
    case 'OAUTHBEARER':
      return { mechanism: 'oauthbearer', oauthBearerProvider: tokensOf(config) }
  }
}

function tokensOf({
  kafkaOauthTokenUrl,
  kafkaOauthClientId,
  kafkaOauthClientSecret,
  kafkaOauthScope,
}: KafkaSecurity) {
  return kafkaTokens({
    tokenUrl: kafkaOauthTokenUrl!,
    clientId: kafkaOauthClientId!,
    clientSecret: kafkaOauthClientSecret!,
    ...(kafkaOauthScope && { scope: kafkaOauthScope }),
  })
}
