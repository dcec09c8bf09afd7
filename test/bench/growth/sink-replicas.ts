/**
 * Several processes of the sink, which share its partitions.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { sinkTopics } from '@calltrail/schemas'
import type { OwnStack } from '../../kit/own-stack.ts'
import { startService } from '../../kit/service-process.ts'
import type { ServiceEnvironment, ServiceProcess } from '../../kit/service-process.ts'
import { cpuMs } from '../pipeline/cpu-time.ts'

export interface SinkReplicas extends AsyncDisposable {
  /** Milliseconds of CPU that all of them have used. */
  cpuMs(): Promise<number>
}

const pollMs = 50

/** Starts them side by side, and waits until each has its partitions. Disposing stops them. */
export async function startSinkReplicas(
  count: number,
  { kafka }: OwnStack,
  env: ServiceEnvironment,
  signal: AbortSignal,
): Promise<SinkReplicas> {
  await using owned = new AsyncDisposableStack()
  const admin = kafka.admin()
  await admin.connect()
  try {
    const starting = Array.from({ length: count }, () => startService('sink', env))
    for (const result of await Promise.allSettled(starting))
      if (result.status === 'fulfilled') owned.use(result.value)
    const replicas: ServiceProcess[] = await Promise.all(starting)
    while (!(await isShared())) await sleep(pollMs, undefined, { signal })
    const all = owned.move()
    return {
      cpuMs: async () => (await Promise.all(replicas.map(cpuMs))).reduce((sum, used) => sum + used, 0),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    }
  } finally {
    await admin.disconnect()
  }

  async function isShared(): Promise<boolean> {
    const { groups } = await admin.describeGroups([sinkTopics.consumerGroup])
    return groups[0]?.state === 'Stable' && groups[0].members.length === count
  }
}
