/**
 * A service that is killed and started again at the same addresses, so that Prometheus and callers find it again. Meanwhile it is started
 * again whenever it ends by itself, as an orchestrator does.
 */
import { freePort } from '@calltrail/local'
import { supervise } from '../../faults/harness/supervisor.ts'
import type { Supervised } from '../../faults/harness/supervisor.ts'
import type { ServiceEnvironment, ServiceName } from '../../kit/service-process.ts'

export interface DrilledService extends AsyncDisposable {
  readonly name: ServiceName
  /** Where the ingress takes webhooks. */
  readonly url: string
  readonly metricsUrl: string
  /** Starts it unless it runs, and resolves when it is ready. */
  start(): Promise<void>
  /** SIGKILL, for good. */
  kill(): Promise<void>
  /** SIGTERM, for good. */
  stop(): Promise<void>
  /** What its processes wrote since this was asked last. */
  takeOutput(): string[]
}

export async function placeFor(name: ServiceName, env: ServiceEnvironment): Promise<DrilledService> {
  const [port, healthPort] = [await freePort(), await freePort()]
  const environment = { ...env, HOST: '127.0.0.1', PORT: String(port), HEALTH_PORT: String(healthPort) }
  const ended: Supervised[] = []
  let current: Supervised | undefined

  async function stop(): Promise<void> {
    const stopped = current
    if (!stopped) return
    current = undefined
    ended.push(stopped)
    await stopped.stop()
  }

  return {
    name,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${healthPort}/metrics`,
    async start() {
      // That it ends by itself while Kafka is away is no breach.
      current ??= supervise(name, environment, () => {})
      await current.untilReady()
    },
    async kill() {
      await current?.kill()
      await stop()
    },
    stop,
    takeOutput: () => [...ended, ...(current ? [current] : [])].flatMap((one) => one.takeOutput()),
    [Symbol.asyncDispose]: stop,
  }
}
