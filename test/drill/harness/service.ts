/**
 * A service that is killed and started again at the same addresses, so that Prometheus and callers find it again.
 */
import { freePort } from '@calltrail/local'
import { startService } from '../../kit/service-process.ts'
import type { ServiceEnvironment, ServiceName, ServiceProcess } from '../../kit/service-process.ts'

export interface DrilledService extends AsyncDisposable {
  readonly name: ServiceName
  /** Where the ingress takes webhooks. */
  readonly url: string
  readonly metricsUrl: string
  /** All that its processes wrote. */
  readonly output: () => readonly string[]
  /** Starts it unless it runs, and resolves when it is ready. One that has given up meanwhile is started again, as an orchestrator does. */
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM. */
  stop(): Promise<void>
}

export async function placeFor(name: ServiceName, env: ServiceEnvironment): Promise<DrilledService> {
  const [port, healthPort] = [await freePort(), await freePort()]
  const processes: ServiceProcess[] = []
  let current: ServiceProcess | undefined

  async function end(signal: NodeJS.Signals): Promise<void> {
    current?.kill(signal)
    await current?.exited
  }

  async function forgetOnceEnded(started: ServiceProcess): Promise<void> {
    await started.exited
    if (current === started) current = undefined
  }

  return {
    name,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${healthPort}/metrics`,
    output: () => processes.flatMap(({ output }) => output),
    async start() {
      if (current) return
      const started = await startService(name, {
        ...env,
        HOST: '127.0.0.1',
        PORT: String(port),
        HEALTH_PORT: String(healthPort),
      })
      current = started
      processes.push(started)
      void forgetOnceEnded(started)
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => current?.[Symbol.asyncDispose](),
  }
}
