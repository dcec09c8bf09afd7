/**
 * A Kafka that lets in only whom it knows, and lets them do only what they were granted: as a company's is. Empty at the beginning, of
 * topics and of rights.
 */
import { openRights, openStack } from '@calltrail/local'
import type { Rights, SecureDoors } from '@calltrail/local'
import { connectKafka, connectRegistry } from '@calltrail/runtime'
import { principals } from '@calltrail/schemas'
import type { PrincipalName } from '@calltrail/schemas'
import { pino } from 'pino'
import type { OwnStack } from './own-stack.ts'
import { startTokenServer } from './secure-tokens.ts'
import type { TokenServer } from './secure-tokens.ts'

/** How a client proves who it is. */
export type Login = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER' | 'CERTIFICATE'

export interface SecureStack extends OwnStack {
  readonly doors: SecureDoors
  readonly tokens: TokenServer
  readonly rights: Rights
  /** The variables of a client that is `principal` and shows it by `login`. */
  environmentOf(principal: PrincipalName, login: Login): Record<string, string>
}

/** `kafka` and `kafkaBrokers` are those of who looks after it, and may do everything. Nobody else may do anything yet. */
export async function openSecureStack(): Promise<SecureStack> {
  const { KAFKA_BROKERS: _, SCHEMA_REGISTRY_URL: __, ...env } = process.env
  await using cleanUp = new AsyncDisposableStack()
  const tokens = cleanUp.use(await startTokenServer())
  const users = principals.map(({ name }) => name)
  const stack = cleanUp.use(await openStack({ env, security: { users, tokens } }))
  const { kafkaBrokers, schemaRegistryUrl } = stack
  const doors = stack.secure!
  const brokers = kafkaBrokers.split(',')
  const kafka = connectKafka({ kafkaBrokers: brokers }, 'calltrail-test', pino({ enabled: false }))
  const rights = cleanUp.use(await openRights(kafka))
  const owned = cleanUp.move()
  return {
    kafkaBrokers,
    schemaRegistryUrl,
    kafka,
    registry: connectRegistry({ schemaRegistryUrl }),
    doors,
    tokens,
    rights,
    environmentOf: (principal, login) => ({
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      KAFKA_TLS_CA: doors.authority,
      ...loginVariables(principal, login, doors, tokens),
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function loginVariables(
  principal: PrincipalName,
  login: Login,
  { loginBrokers, certificateBrokers, credentials }: SecureDoors,
  tokens: TokenServer,
): Record<string, string> {
  const { password, certificate, key } = credentials[principal]!
  if (login === 'CERTIFICATE') {
    return {
      KAFKA_BROKERS: certificateBrokers,
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      KAFKA_TLS_CERTIFICATE: certificate,
      KAFKA_TLS_KEY: key,
    }
  }
  const sasl = {
    KAFKA_BROKERS: loginBrokers,
    KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
    KAFKA_SASL_MECHANISM: login,
  }
  if (login !== 'OAUTHBEARER')
    return { ...sasl, KAFKA_SASL_USERNAME: principal, KAFKA_SASL_PASSWORD: password }
  return {
    ...sasl,
    KAFKA_OAUTH_TOKEN_URL: tokens.tokenUrl,
    KAFKA_OAUTH_CLIENT_ID: principal,
    KAFKA_OAUTH_CLIENT_SECRET: tokens.secretOf(principal),
  }
}
