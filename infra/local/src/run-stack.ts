import type { Progress } from './progress.ts'
import { openStack } from './open-stack.ts'
import type { Stack } from './stack.ts'

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv
  readonly dataDirectory: string
  readonly fresh: boolean
  readonly progress: Progress
  readonly signal: AbortSignal
  /** For what a person reads. */
  readonly say: (line: string) => void
  /** For what a shell reads. */
  readonly print: (line: string) => void
}

/**
 * Runs a stack until the signal, then stops it.
 * @throws StackError when it cannot start or breaks while running
 */
export async function runStack({ say, print, ...options }: RunOptions): Promise<void> {
  await using stack = await openStack({ ...options, preferredPorts: { kafka: 9092, schemaRegistry: 8081 } })
  for (const line of exportLines(stack)) print(line)
  if (stack.providers.kafka === 'given' && stack.providers.schemaRegistry === 'given') {
    say('Both are given and answer: there is nothing to start.')
    return
  }
  say(`Running, with data and logs in ${options.dataDirectory}. Ctrl-C stops it.`)
  await untilAborted(options.signal, stack)
  options.progress.step('Stopping')
  await stack[Symbol.asyncDispose]()
  options.progress.end()
}

/** Lines to paste into the shell that is to use the stack. */
export function exportLines({
  kafkaBrokers,
  schemaRegistryUrl,
}: Pick<Stack, 'kafkaBrokers' | 'schemaRegistryUrl'>): string[] {
  return [
    `export KAFKA_BROKERS=${quoted(kafkaBrokers)}`,
    `export SCHEMA_REGISTRY_URL=${quoted(schemaRegistryUrl)}`,
  ]
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
