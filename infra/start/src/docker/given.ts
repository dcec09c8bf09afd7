/**
 * What the shell, and a file .env, give to a run in containers.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { processes } from '@calltrail/deploy'
import { ConfigError, genesysConfig } from '@calltrail/runtime'
import type { Environment } from '@calltrail/runtime'
import { accessVariables } from '../settings.ts'
import { portProblems } from './port-variables.ts'

const dotEnvFile = fileURLToPath(new URL('../../../../.env', import.meta.url))

/** What .env says, as `docker compose` reads it: the shell's own variables come first. */
export function withDotEnv(env: Environment): Environment {
  return existsSync(dotEnvFile) ? { ...parseEnv(readFileSync(dotEnvFile, 'utf8')), ...env } : env
}

const ofKafkaAndRegistry = Object.entries(accessVariables).flatMap(([address, names]) => [address, ...names])
const ours = new Set(processes.flatMap(({ config }) => Object.values(config).map(({ env }) => env)))

/**
 * What `docker compose` is run with: it puts the variables into docker-compose.yml.
 * @throws {ConfigError} with all that cannot be given to containers in this way
 */
export function composeEnvironment(env: Environment): Environment {
  const problems = [...refused(env), ...portProblems(env)]
  if (problems.length > 0) throw new ConfigError(problems)
  const region = env['GENESYS_REGION']?.trim()
  return {
    ...env,
    ...(env['PORT'] && { INGRESS_PORT: env['INGRESS_PORT'] || env['PORT'] }),
    // Of an org that is given, nothing is the simulated one's.
    ...(env['SALESFORCE_LOGIN_URL'] && {
      SALESFORCE_CLIENT_SECRET: env['SALESFORCE_CLIENT_SECRET'] ?? '',
      SALESFORCE_TIME_ZONE: env['SALESFORCE_TIME_ZONE'] ?? '',
    }),
    ...(region && {
      GENESYS_API_URL: env['GENESYS_API_URL'] || genesysConfig.genesysApiUrl.givenBy?.as(region),
      GENESYS_LOGIN_URL: env['GENESYS_LOGIN_URL'] || genesysConfig.genesysLoginUrl.givenBy?.as(region),
    }),
  }
}

function refused(env: Environment): string[] {
  const access = ofKafkaAndRegistry
    .flatMap((name) => [name, `${name}_FILE`])
    .filter((name) => env[name])
    .map(
      (name) =>
        `${name} is set, but --docker brings its own Kafka and registry. Unset it, or leave --docker out.`,
    )
  const host = env['HOST']
    ? ['HOST is set, but --docker listens on 127.0.0.1 alone. Unset it, or leave --docker out.']
    : []
  const files = [...ours]
    .filter((name) => env[`${name}_FILE`] && !ofKafkaAndRegistry.includes(name))
    .map(
      (name) =>
        `${name}_FILE names a file of this machine, which no container sees. Mount it by docker-compose.override.yml (docs/docker.md), or set ${name}.`,
    )
  return [...access, ...host, ...files]
}
