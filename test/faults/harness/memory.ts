import { setTimeout as sleep } from 'node:timers/promises'
import { residentMiB } from '../../kit/resident-memory.ts'
import type { ServiceName } from '../../kit/service-process.ts'
import type { Bench } from './bench.ts'

const everyMs = 500

/** Largest size that a process of each service had so far. */
export interface MemoryWatch extends AsyncDisposable {
  readonly peakMiB: Readonly<Partial<Record<ServiceName, number>>>
}

export function watchMemory({ services }: Bench): MemoryWatch {
  const peakMiB: Partial<Record<ServiceName, number>> = {}
  const over = new AbortController()
  const watching = watch()

  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      for (const { name, all } of Object.values(services)) {
        const sizes = await Promise.all(all().map((replica) => residentMiB(replica.pid())))
        peakMiB[name] = Math.max(peakMiB[name] ?? 0, ...sizes.map((size) => size ?? 0))
      }
      await sleep(everyMs, undefined, { signal: over.signal }).catch(() => {})
    }
  }

  return {
    peakMiB,
    async [Symbol.asyncDispose]() {
      over.abort()
      await watching
    },
  }
}
