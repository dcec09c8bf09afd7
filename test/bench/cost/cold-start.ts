import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@calltrail/local'
import { launchService } from '../../kit/service-process.ts'
import type { PipelineService, ServiceEnvironment } from '../../kit/service-process.ts'

/** So often, and not more: who asks takes time from who is asked. */
const pollMs = 10
/** Until what was stopped before is forgotten. */
const quietMs = 1_000

/**
 * After a moment's quiet, starts a service, and stops it as soon as it is ready.
 * @returns milliseconds from starting the process until `GET /health/ready` was answered with 200
 * @throws {Error} when it ends before that
 */
export async function millisecondsToReady(
  name: PipelineService,
  env: ServiceEnvironment,
  signal: AbortSignal,
): Promise<number> {
  await sleep(quietMs, undefined, { signal })
  const port = await freePort()
  const startedAt = performance.now()
  await using service = launchService(name, { ...env, HEALTH_PORT: String(port) })
  let hasEnded = false
  void service.exited.then(() => (hasEnded = true))
  while (!(await isReady(port))) {
    if (hasEnded) throw new Error(`${name} ended before it was ready:\n${service.output.join('\n')}`)
    await sleep(pollMs, undefined, { signal })
  }
  return performance.now() - startedAt
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
  await answer?.arrayBuffer()
  return answer?.ok ?? false
}
