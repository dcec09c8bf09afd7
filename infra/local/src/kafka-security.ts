/**
 * What makes a Kafka one that lets in only whom it knows, and lets them do only what its ACLs say.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path/posix'
import { createAuthority } from './certificates.ts'
import type { Properties } from './kafka-properties.ts'
import type { SecureDoors, SecurityOptions, UserCredentials } from './stack.ts'

/** Where a guarded Kafka will be. */
export interface GuardedPlace {
  /** The name or address by which clients reach it, for its certificate. */
  readonly host: string
  readonly doors: { readonly login: number; readonly certificate: number }
  /** Where the broker finds the files. */
  readonly folder: string
}

export interface KafkaSecurity {
  /** For `server.properties`. */
  readonly properties: Properties
  /** Names and contents of what the broker reads in its folder. */
  readonly files: Readonly<Record<string, string>>
  /** For the tool that formats a log directory: the users that are known from the beginning. */
  readonly formatArguments: readonly string[]
  readonly jvmFlags: readonly string[]
  readonly doors: SecureDoors
}

const scramMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const
const clients = 'org.apache.kafka.common.security'

/** Makes users, an authority and certificates, and what the broker is to know of them. */
export function secureKafka(
  { users, tokens }: SecurityOptions,
  { host, doors, folder }: GuardedPlace,
): KafkaSecurity {
  const authority = createAuthority('The authority of a Calltrail stack')
  const server = authority.issue('Kafka', { hosts: [...new Set([host, '127.0.0.1', 'localhost'])] })

  const credentials = Object.fromEntries(
    users.map((name): [string, UserCredentials] => [
      name,
      { password: randomBytes(18).toString('base64url'), ...authority.issue(name) },
    ]),
  )
  const passwords = Object.entries(credentials).map(([name, { password }]) => ({ name, password }))
  const jaas = (module: string, options: readonly string[] = []) =>
    [`${clients}.${module}`, 'required', ...options].join(' ') + ';'

  const login = 'listener.name.login'
  return {
    properties: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found': false,
      // Who comes through the plain door, which is for the broker itself, the registry's journal and who looks after them.
      'super.users': 'User:ANONYMOUS',
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': join(folder, 'kafka.pem'),
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': join(folder, 'authority.pem'),
      'listener.name.certificate.ssl.client.auth': 'required',
      'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+).*$/$1/,DEFAULT',
      'sasl.enabled.mechanisms': [...scramMechanisms, 'PLAIN', ...(tokens ? ['OAUTHBEARER'] : [])].join(),
      ...Object.fromEntries(
        scramMechanisms.map((mechanism) => [
          `${login}.${mechanism.toLowerCase()}.sasl.jaas.config`,
          jaas('scram.ScramLoginModule'),
        ]),
      ),
      [`${login}.plain.sasl.jaas.config`]: jaas(
        'plain.PlainLoginModule',
        passwords.map(({ name, password }) => `user_${name}="${password}"`),
      ),
      ...(tokens && {
        [`${login}.oauthbearer.sasl.jaas.config`]: jaas('oauthbearer.OAuthBearerLoginModule'),
        [`${login}.oauthbearer.sasl.server.callback.handler.class`]: `${clients}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
        // The default of 4.1 checks neither who signed a token nor whom it is for.
        'sasl.oauthbearer.jwt.validator.class': `${clients}.oauthbearer.BrokerJwtValidator`,
        'sasl.oauthbearer.jwks.endpoint.url': tokens.jwksUrl,
        'sasl.oauthbearer.expected.issuer': tokens.issuer,
        'sasl.oauthbearer.expected.audience': tokens.audience,
        // By default an expired token is taken for half a minute more.
        'sasl.oauthbearer.clock.skew.seconds': 0,
        // A connection lives no longer than the token that opened it.
        [`${login}.oauthbearer.connections.max.reauth.ms`]: 3_600_000,
      }),
    },
    files: { 'kafka.pem': server.key + server.certificate, 'authority.pem': authority.certificate },
    formatArguments: passwords.flatMap(({ name, password }) =>
      scramMechanisms.flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${name},password=${password}]`,
      ]),
    ),
    jvmFlags: tokens ? [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${tokens.jwksUrl}`] : [],
    doors: {
      loginBrokers: `${host}:${doors.login}`,
      certificateBrokers: `${host}:${doors.certificate}`,
      authority: authority.certificate,
      credentials,
    },
  }
}
