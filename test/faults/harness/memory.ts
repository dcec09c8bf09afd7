import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** Resident memory of a process in MiB; undefined when it is gone, or where there is no /proc. */
async function residentMiB(pid: number | undefined): Promise<number | undefined> {
  if (pid === undefined) return undefined
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kib === undefined ? undefined : Math.round(Number(kib) / 1_024)
}
