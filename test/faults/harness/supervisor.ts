/**
 * Runs a service as an orchestrator does: when its process ends, it is started again, with a growing pause.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { launchService } from '../../kit/service-process.ts'
import type {
  LaunchedService,
  ServiceEnvironment,
  ServiceName,
  ServiceProcess,
} from '../../kit/service-process.ts'

export interface Supervised {
  readonly name: ServiceName
  /** The process that is ready now; undefined while there is none. */
  running(): ServiceProcess | undefined
  pid(): number | undefined
  /**
   * Resolves with the process that runs when, or as soon as, it is ready.
   * @throws {Error} when none is within a minute and a half, though it was started again and again
   */
  untilReady(): Promise<ServiceProcess>
  /** SIGKILL. It is started again. Resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, and a new start. Resolves when the new process is ready. */
  restart(): Promise<void>
  /** SIGSTOP and SIGCONT. */
  freeze(): void
  thaw(): void
  /** SIGTERM, for good. */
  stop(): Promise<void>
  /** What its processes wrote since this was asked last. */
  takeOutput(): string[]
}

/** Called for each process that ended without having been asked to, or with an exit code when it was to stop in good order. */
export type OnUnexpectedExit = (exit: {
  name: ServiceName
  code: number | undefined
  tail: readonly string[]
}) => void

const firstBackoffMs = 200
const longestBackoffMs = 5_000
const readyWithinMs = 90_000
/** A process that ran this long starts without a pause. */
const soundAfterMs = 10_000

export function supervise(
  name: ServiceName,
  env: ServiceEnvironment,
  onUnexpectedExit: OnUnexpectedExit,
): Supervised {
  let current: LaunchedService
  /** Processes whose output was not all taken yet. */
  let unread: { readonly output: readonly string[]; taken: number }[] = []
  let ready: ServiceProcess | undefined
  let readiness = Promise.withResolvers<ServiceProcess>()
  /** How the present process is meant to end: not at all, by SIGKILL, or in good order. */
  let ending: 'no' | 'killed' | 'stopping' = 'no'
  const stopped = new AbortController()
  const lives = live()

  async function live(): Promise<void> {
    let backoffMs = firstBackoffMs
    while (!stopped.signal.aborted) {
      const startedAt = performance.now()
      ending = 'no'
      const isInOrder = await liveOnce()
      if (performance.now() - startedAt > soundAfterMs || isInOrder) backoffMs = firstBackoffMs
      await sleep(backoffMs, undefined, { signal: stopped.signal }).catch(() => {})
      backoffMs = Math.min(longestBackoffMs, backoffMs * 2)
    }
    // Whoever still waits is told.
    readiness.promise.catch(() => {})
    readiness.reject(new Error(`${name} was stopped`))
  }

  /** @returns whether the process ended as it was meant to */
  async function liveOnce(): Promise<boolean> {
    const launched = (current = launchService(name, env))
    unread.push({ output: launched.output, taken: 0 })
    void becomeReady(launched)
    const code = await launched.exited
    const wasReady = ready !== undefined
    if (wasReady) {
      ready = undefined
      readiness = Promise.withResolvers()
    }
    // One that is asked to stop while it starts has no handler for that yet.
    const isInOrder = ending === 'killed' || (ending === 'stopping' && (code === 0 || !wasReady))
    if (!isInOrder) onUnexpectedExit({ name, code, tail: launched.output.slice(-20) })
    return isInOrder
  }

  async function becomeReady(launched: LaunchedService): Promise<void> {
    try {
      ready = await launched.ready()
      readiness.resolve(ready)
    } catch {
      // It ended before; the next one may become ready.
    }
  }

  async function untilReady(): Promise<ServiceProcess> {
    const over = new AbortController()
    const late = sleep(readyWithinMs, undefined, { signal: over.signal }).then(() => {
      throw new Error(`${name} was not ready within ${readyWithinMs / 1_000} s`)
    })
    late.catch(() => {})
    try {
      return await Promise.race([readiness.promise, late])
    } finally {
      over.abort()
    }
  }

  return {
    name,
    running: () => ready,
    pid: () => current.pid,
    untilReady,
    async kill() {
      ending = 'killed'
      current.kill('SIGKILL')
      await current.exited
    },
    async restart() {
      ending = 'stopping'
      current.kill('SIGTERM')
      await current.exited
      await untilReady()
    },
    freeze: () => current.kill('SIGSTOP'),
    thaw: () => current.kill('SIGCONT'),
    takeOutput() {
      const lines = unread.flatMap(({ output, taken }) => output.slice(taken))
      unread = [{ output: current.output, taken: current.output.length }]
      return lines
    },
    async stop() {
      if (stopped.signal.aborted) return lives
      stopped.abort()
      if (ending === 'no') ending = 'stopping'
      current.kill('SIGCONT')
      current.kill('SIGTERM')
      await lives
    },
  }
}
