/**
 * Which environment variables there are.
 */
import { processes } from '../processes.ts'

/** What commands read that are not deployed, beside what the deployed ones read: by the file that reads it. */
export const toolVariables: Readonly<Record<string, string>> = {
  CALLS: 'schemas/samples/typescript/src/main.ts',
  CALLS_TOPIC: 'schemas/samples/typescript/src/main.ts',
  CALLTRAIL_CACHE_DIR: 'infra/local/src/cache.ts',
  CALLTRAIL_STACK: 'infra/local/src/choice.ts',
  FUZZ_REQUESTS: 'test/integration/fuzz/ingress-fuzz.test.ts',
  FUZZ_SEED: 'test/integration/fuzz/ingress-fuzz.test.ts',
  GENESYS_SIM_PORT: 'infra/simulators/src/main.ts',
  GROUP_ID: 'schemas/samples/typescript/src/main.ts',
  JAVA_HOME: 'infra/local/src/jvm/java.ts',
  SALESFORCE_SIM_PORT: 'infra/simulators/src/main.ts',
}

/** What the machine has, whoever reads it. */
export const machineVariables = ['HOME', 'PATH', 'PWD']

/** Every variable that Calltrail reads, with the `NAME_FILE` of those that may stand in a file. */
export const declaredVariables: ReadonlySet<string> = new Set([
  ...processes.flatMap(({ config }) => Object.values(config).flatMap(({ env }) => [env, `${env}_FILE`])),
  ...Object.keys(toolVariables),
  ...machineVariables,
])
