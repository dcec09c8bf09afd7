import { supervise } from './supervisor.ts'
import type { OnUnexpectedExit, Supervised } from './supervisor.ts'
import type { ServiceEnvironment, ServiceName } from '../../kit/service-process.ts'

/** The replicas of one service. There is always one. */
export interface Replicas {
  readonly name: ServiceName
  all(): readonly Supervised[]
  /** The first one, which is always there. */
  one(): Supervised
  /** Adds or removes replicas at the end. Resolves when all are ready, and those removed are gone. */
  scale(count: number): Promise<void>
  /** With other variables, for as long as `env` is not changed again. Resolves when all are ready. */
  restartWith(env: ServiceEnvironment): Promise<void>
  stop(): Promise<void>
  /** What the replicas, those that were removed too, wrote since this was asked last. By number. */
  takeOutput(): Map<number, string[]>
}

/** @param environmentOf the variables of the replica with that number */
export function replicasOf(
  name: ServiceName,
  environmentOf: (index: number) => ServiceEnvironment,
  onUnexpectedExit: OnUnexpectedExit,
): Replicas {
  let changes: ServiceEnvironment = {}
  const replicas: Supervised[] = [start(0)]
  const removedOutput = new Map<number, string[]>()

  function start(index: number): Supervised {
    return supervise(name, { ...environmentOf(index), ...changes }, onUnexpectedExit)
  }

  async function scale(count: number): Promise<void> {
    const removed = replicas.splice(count)
    while (replicas.length < count) replicas.push(start(replicas.length))
    for (const [index, replica] of removed.entries()) {
      await replica.stop()
      keepOutput(count + index, replica)
    }
    await Promise.all(replicas.map((replica) => replica.untilReady()))
  }

  function keepOutput(index: number, replica: Supervised): void {
    removedOutput.set(index, [...(removedOutput.get(index) ?? []), ...replica.takeOutput()])
  }

  async function stop(): Promise<void> {
    await Promise.all(replicas.map((replica) => replica.stop()))
  }

  return {
    name,
    all: () => [...replicas],
    one: () => replicas[0]!,
    scale,
    async restartWith(env) {
      const count = replicas.length
      await stop()
      replicas.forEach((replica, index) => keepOutput(index, replica))
      replicas.length = 0
      changes = env
      await scale(count)
    },
    stop,
    takeOutput() {
      replicas.forEach((replica, index) => keepOutput(index, replica))
      const output = new Map(removedOutput)
      removedOutput.clear()
      return output
    },
  }
}
