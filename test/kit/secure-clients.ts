/**
 * Every kind of client that we have, as a process that is to end by itself: what it says then, and with which exit code.
 */
import { fileURLToPath } from 'node:url'
import { execaNode } from 'execa'
import { calltrail } from './calltrail-process.ts'
import { passedOn } from './passed-on.ts'
import { launchService } from './service-process.ts'
import type { ServiceEnvironment, ServiceName } from './service-process.ts'

export interface EndedClient {
  readonly exitCode: number | undefined
  /** What it says is wrong, each thing by itself. */
  readonly errors: readonly string[]
  /** What it said otherwise. */
  readonly output: readonly string[]
}

const provisionMain = fileURLToPath(new URL('../../infra/provision/src/main.ts', import.meta.url))

export async function runProvision(env: ServiceEnvironment): Promise<EndedClient> {
  const { exitCode, stdout, stderr } = await execaNode(provisionMain, {
    env: { ...passedOn(), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  return { exitCode, errors: problemsIn(stderr), output: stdout.split('\n') }
}

export async function runConsole(
  args: readonly string[],
  { KAFKA_BROKERS = '', SCHEMA_REGISTRY_URL = '', ...env }: ServiceEnvironment,
): Promise<EndedClient> {
  const stack = { kafkaBrokers: KAFKA_BROKERS, schemaRegistryUrl: SCHEMA_REGISTRY_URL }
  const { exitCode, stdout, stderr } = await calltrail(args, stack, env)
  return { exitCode, errors: problemsIn(stderr), output: stdout.split('\n') }
}

/** Waits until a service ends that cannot start. */
export async function runService(name: ServiceName, env: ServiceEnvironment): Promise<EndedClient> {
  await using service = launchService(name, env)
  const exitCode = await service.exited
  return { exitCode, errors: lastWordsOf(service.output), output: service.output }
}

/** Of a service: what is fatal, each thing that is wrong by itself, and what it says to people only. */
export function lastWordsOf(output: readonly string[]): string[] {
  return output.flatMap((line) => {
    if (!line.startsWith('{')) return problemsIn(line)
    const entry = JSON.parse(line) as { level: string; err?: { code?: string; message: string } }
    if (entry.level !== 'fatal') return []
    return problemsIn(entry.err?.message ?? line).map(
      (problem) => `${entry.err?.code ?? 'no code'}: ${problem}`,
    )
  })
}

/** Line by line, without the headline of a list. */
function problemsIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const listed = lines.filter((line) => /^\s*- /.test(line)).map((line) => line.replace(/^\s*- /, ''))
  return listed.length > 0 ? listed : lines
}
