/**
 * The command line for people as a process of its own, as a script runs it: nobody is there to answer a question.
 */
import { fileURLToPath } from 'node:url'
import { execaNode } from 'execa'
import { passedOn } from './passed-on.ts'
import type { StackAddresses } from './shared-stack.ts'

const main = fileURLToPath(new URL('../../services/console/src/main.ts', import.meta.url))

export interface EndedCalltrail {
  /** Undefined when a signal ended it. */
  readonly exitCode?: number | undefined
  readonly signal?: NodeJS.Signals | undefined
  /** Without the line break at the end. */
  readonly stdout: string
  readonly stderr: string
}

export interface CalltrailProcess extends Promise<EndedCalltrail> {
  kill(signal: NodeJS.Signals): boolean
}

/**
 * Runs `calltrail <args>`. Resolves when it has ended, whatever its exit code is; it does not outlive this process.
 * @param env variables beyond those of the stack
 */
export function calltrail(
  args: readonly string[],
  { kafkaBrokers, schemaRegistryUrl }: StackAddresses,
  env: Readonly<Record<string, string>> = {},
): CalltrailProcess {
  return execaNode(main, [...args], {
    env: {
      ...passedOn(),
      KAFKA_BROKERS: kafkaBrokers,
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      ...env,
    },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
}
