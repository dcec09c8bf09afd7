/**
 * Calltrail's services as processes of their own, as they run in production.
 */
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startWatchdog } from '@calltrail/local'
import { execaNode } from 'execa'
import { passedOn } from './passed-on.ts'

/** The services that a call goes through. */
export type PipelineService = 'ingress' | 'enricher' | 'sink'

export type ServiceName = PipelineService | 'monitor'

const mains: Readonly<Record<ServiceName, string>> = {
  ingress: 'ingress/src/main.ts',
  enricher: 'enricher/src/main.ts',
  sink: 'sink/src/main.ts',
  monitor: 'console/src/monitor/main.ts',
}

/** Variables and their values; nothing else of this process's environment but what is passed on to all reaches the service. */
export type ServiceEnvironment = Readonly<Record<string, string>>

/** A service's process, ready or not. Disposing stops it. */
export interface LaunchedService extends AsyncDisposable {
  readonly name: ServiceName
  /** Undefined when there is no process: it could not be started. */
  readonly pid: number | undefined
  /** All it has written so far, line by line. */
  readonly output: readonly string[]
  /** Its exit code, once it has ended and all it wrote is in `output`; undefined when a signal ended it. */
  readonly exited: Promise<number | undefined>
  kill(signal: NodeJS.Signals): void
  /**
   * Resolves once the service is ready.
   * @throws {ServiceNotStarted} when it ends before that
   */
  ready(): Promise<ServiceProcess>
}

/** A service that is, or was, ready. */
export interface ServiceProcess extends LaunchedService {
  /** The address of the service, for the one that has one. */
  readonly url: string | undefined
  readonly healthUrl: string
}

/** A service that did not become ready; the message has the end of what it wrote. */
export class ServiceNotStarted extends Error {
  override readonly name = 'ServiceNotStarted'
}

/** What a service logs when its ports are open. */
interface Started {
  readonly msg: 'started'
  readonly url?: string
  readonly healthUrl: string
}

const spoolPrefix = join(tmpdir(), 'calltrail-spool-')
const readyPollMs = 50
const stopDeadlineMs = 20_000

/**
 * {@link launchService}, and waits until the service is ready.
 * @throws {ServiceNotStarted}
 */
export async function startService(name: ServiceName, env: ServiceEnvironment): Promise<ServiceProcess> {
  return launchService(name, env).ready()
}

/**
 * Starts a service without waiting for anything. It does not outlive this process. An ingress that is given no `SPOOL_DIRECTORY` has one
 * that ends with it.
 */
export function launchService(name: ServiceName, env: ServiceEnvironment): LaunchedService {
  const spool = name === 'ingress' && !env['SPOOL_DIRECTORY'] ? mkdtempSync(spoolPrefix) : undefined
  const child = spawnService(name, { ...env, ...(spool && { SPOOL_DIRECTORY: spool }) })
  const watchdog = startWatchdog(spool)
  if (child.pid !== undefined) watchdog.guard(child.pid)

  const output: string[] = []
  const lines = createInterface({ input: child.all })
  const outputEnded = once(lines, 'close')
  const started = new Promise<Started | undefined>((resolve) => {
    lines.on('line', (line) => {
      output.push(line)
      const entry = startedEntry(line)
      if (entry) resolve(entry)
    })
    lines.on('close', () => resolve(undefined))
  })
  let ended = false
  const exited = child.then(async ({ exitCode }) => {
    ended = true
    if (spool) await rm(spool, { recursive: true, force: true })
    await Promise.all([outputEnded, watchdog[Symbol.asyncDispose]()])
    return exitCode
  })

  async function becomeReady(): Promise<ServiceProcess> {
    const entry = await started
    while (entry && !ended && !(await isReady(entry.healthUrl))) await sleep(readyPollMs)
    if (entry && !ended) return { ...launched, url: entry.url, healthUrl: entry.healthUrl }
    const code = await exited
    throw new ServiceNotStarted(
      `${name} ended (${code}) before it was ready:\n${output.slice(-20).join('\n')}`,
    )
  }

  const launched: LaunchedService = {
    name,
    pid: child.pid,
    output,
    exited,
    kill: (signal) => void child.kill(signal),
    ready: becomeReady,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
  return launched
}

function spawnService(name: ServiceName, env: ServiceEnvironment) {
  return execaNode(fileURLToPath(new URL(`../../services/${mains[name]}`, import.meta.url)), {
    env: { ...passedOn(), HEALTH_HOST: '127.0.0.1', ...env },
    extendEnv: false,
    // Out of the terminal's process group: a Ctrl-C is for the parent, which stops its services in order.
    detached: true,
    reject: false,
    buffer: false,
    all: true,
    stdin: 'ignore',
    forceKillAfterDelay: stopDeadlineMs,
  })
}

function startedEntry(line: string): Started | undefined {
  if (!line.includes('"msg":"started"')) return undefined
  return JSON.parse(line) as Started
}

async function isReady(healthUrl: string): Promise<boolean> {
  const answer = await fetch(`${healthUrl}/health/ready`).catch(() => undefined)
  return answer?.ok ?? false
}
