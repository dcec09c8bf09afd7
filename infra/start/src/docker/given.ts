/**
 * What the shell, and a file .env, give to a run in containers.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { processes } from '@calltrail/deploy'
import type { ComposeModel } from '@calltrail/deploy/compose'
import { ConfigError } from '@calltrail/runtime'
import type { Environment } from '@calltrail/runtime'
import { givenVendors } from '../given-vendors.ts'
import type { GivenVendors } from '../given-vendors.ts'
import { accessVariables } from '../settings.ts'
import type { PassedVariables } from './compose.ts'
import { portProblems } from './port-variables.ts'

export interface Given {
  /** What `docker compose` is run with: it puts the variables into docker-compose.yml. */
  readonly environment: Environment
  readonly vendors: GivenVendors
}

const dotEnvFile = fileURLToPath(new URL('../../../../.env', import.meta.url))

/** What .env says, as `docker compose` reads it: the shell's own variables come first. */
export function withDotEnv(env: Environment): Environment {
  return existsSync(dotEnvFile) ? { ...parseEnv(readFileSync(dotEnvFile, 'utf8')), ...env } : env
}

/** @throws {ConfigError} with all problems */
export function readGiven(env: Environment): Given {
  const problems = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']
    .filter((name) => env[name])
    .map((name) => `${name} is set, but --docker brings its own. Unset it, or leave --docker out.`)
  problems.push(...portProblems(env))
  const withSecrets = { ...env, ...secretsOfFiles(env, problems) }
  const vendors = givenVendors(env, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return { environment: { ...withSecrets, ...composeVariables(withSecrets, vendors) }, vendors }
}

const known = new Set(processes.flatMap(({ config }) => Object.values(config).map(({ env }) => env)))

/** A container does not see a file of this machine, so it is given what stands in it. */
function secretsOfFiles(env: Environment, problems: string[]): Record<string, string> {
  const entries = [...known].flatMap((name): [string, string][] => {
    const file = env[`${name}_FILE`]
    if (!file) return []
    try {
      return [[name, readFileSync(file, 'utf8').trimEnd()]]
    } catch (error) {
      problems.push(
        `${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`,
      )
      return []
    }
  })
  return Object.fromEntries(entries)
}

/** Where docker-compose.yml would have what belongs to a simulated vendor. */
function composeVariables(env: Environment, { salesforce, genesys }: GivenVendors): Environment {
  return {
    ...(env['PORT'] && { INGRESS_PORT: env['INGRESS_PORT'] || env['PORT'] }),
    ...(salesforce && {
      SALESFORCE_CLIENT_SECRET: env['SALESFORCE_CLIENT_SECRET'] ?? '',
      SALESFORCE_TIME_ZONE: env['SALESFORCE_TIME_ZONE'] ?? '',
    }),
    ...(genesys && { GENESYS_API_URL: genesys.genesysApiUrl, GENESYS_LOGIN_URL: genesys.genesysLoginUrl }),
  }
}

const ofOurKafkaAndRegistry = Object.values(accessVariables).flatMap((names) => [...names])

/** What each process knows, is given, and does not have from the file: the rest reaches the services as it is. */
export function passedVariables({ services }: ComposeModel, env: Environment): PassedVariables {
  const passed = processes.map(({ name, config }): [string, string[]] => {
    const fixed = new Set([...Object.keys(services[name]?.environment ?? {}), ...ofOurKafkaAndRegistry])
    const variables = Object.values(config).map(({ env }) => env)
    return [name, variables.filter((variable) => env[variable] && !fixed.has(variable))]
  })
  return Object.fromEntries(passed.filter(([name, variables]) => name in services && variables.length > 0))
}
