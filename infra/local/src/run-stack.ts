import { join } from 'node:path'
import type { Progress } from './progress.ts'
import { openStack } from './open-stack.ts'
import type { Stack } from './stack.ts'
import { grantRights, users, writeUserFiles } from './users.ts'

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv
  /** Where data is kept for the next start. Without it none is kept. */
  readonly dataDirectory?: string
  readonly fresh?: boolean
  /** Asks for a guarded Kafka: how its users log in is written there. */
  readonly userDirectory?: string
  readonly progress: Progress
  readonly signal: AbortSignal
  /** For what a person reads. */
  readonly say: (line: string) => void
  /** For what a shell reads. */
  readonly print: (line: string) => void
}

const preferredPorts = { kafka: 9092, schemaRegistry: 8081, zipkin: 9411, jaeger: 16_686 }

/**
 * Runs a stack until the signal, then stops it.
 * @throws StackError when it cannot start or breaks while running
 */
export async function runStack({ say, print, userDirectory, ...options }: RunOptions): Promise<void> {
  const security = userDirectory === undefined ? {} : { security: { users } }
  await using stack = await openStack({ ...options, ...security, traces: true, preferredPorts })
  for (const line of exportLines(stack)) print(line)
  if (Object.values(stack.providers).every((provider) => provider === 'given')) {
    say('All is given: there is nothing to start.')
    return
  }
  if (stack.traces?.uiUrl) say(`Traces are shown at ${stack.traces.uiUrl}`)
  if (userDirectory !== undefined) await guard(stack, userDirectory, say)
  const kept =
    options.dataDirectory === undefined
      ? 'without keeping data'
      : `with data${stack.providers.kafka === 'jvm' ? ' and logs' : ''} in ${options.dataDirectory}`
  say(`Running, ${kept}. Ctrl-C stops it.`)
  await untilAborted(options.signal, stack)
  options.progress.step('Stopping')
  await stack[Symbol.asyncDispose]()
  options.progress.end()
}

async function guard(stack: Stack, userDirectory: string, say: RunOptions['say']): Promise<void> {
  await grantRights(stack)
  await writeUserFiles(userDirectory, stack.secure!)
  say(`The KAFKA_BROKERS above let everybody in and do everything; those of a user are in ${userDirectory}:`)
  for (const user of users) say(`  set -a; . ${join(userDirectory, `${user}.env`)}`)
}

/** Lines to paste into the shell that is to use the stack. */
export function exportLines({
  kafkaBrokers,
  schemaRegistryUrl,
  traces,
}: Pick<Stack, 'kafkaBrokers' | 'schemaRegistryUrl' | 'traces'>): string[] {
  const variables = {
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    ...traces?.environment,
  }
  return Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`)
}

function quoted(value: string): string {
  return /^[\w.:/,@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}

async function untilAborted(signal: AbortSignal, stack: Stack): Promise<void> {
  signal.throwIfAborted()
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  const error = await Promise.race([aborted, stack.broken])
  if (error) throw error
}
