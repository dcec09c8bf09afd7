/**
 * Which environment variables there are, and what else is set like one.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processes } from '../processes.ts'
import { root } from './lines.ts'

/** What commands read that are not deployed, beside what the deployed ones read: by the folder in which it is read. */
export const toolVariables: Readonly<Record<string, string>> = {
  CALLS: 'schemas/samples/typescript/src',
  CALLS_TOPIC: 'schemas/samples/typescript/src',
  CALLTRAIL_CACHE_DIR: 'infra/local/src',
  CALLTRAIL_STACK: 'infra/local/src',
  FUZZ_REQUESTS: 'test/integration/fuzz',
  FUZZ_SEED: 'test/integration/fuzz',
  GENESYS_SIM_PORT: 'infra/simulators/src',
  GROUP_ID: 'schemas/samples/typescript/src',
  JAVA_HOME: 'infra/local/src',
  SALESFORCE_SIM_PORT: 'infra/simulators/src',
  SIM_HOST: 'infra/simulators/src',
}

/** What the machine has, whoever reads it. */
export const machineVariables = ['HOME', 'PATH', 'PWD']

/** What the shell may set of `docker-compose.yml`, and the collector's environment of its configuration; and what an image is built with. */
const dockerVariables = [
  ...named('docker-compose.yml', /\$\{([A-Z][A-Z0-9_]*)/g),
  ...named('infra/observability/collector/config.yaml', /\$\{env:([A-Z][A-Z0-9_]*)/g),
  ...named('infra/docker/Dockerfile', /^ARG ([A-Z][A-Z0-9_]*)/gm),
]

function named(path: string, pattern: RegExp): string[] {
  const file = join(root, path)
  return existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1]!) : []
}

/** Every variable that Calltrail reads, with the `NAME_FILE` of those that may stand in a file. */
export const declaredVariables: ReadonlySet<string> = new Set([
  ...processes.flatMap(({ config }) => Object.values(config).flatMap(({ env }) => [env, `${env}_FILE`])),
  ...Object.keys(toolVariables),
  ...machineVariables,
  ...dockerVariables,
])
