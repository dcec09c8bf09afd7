import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMs } from '../pipeline/cpu-time.ts'
import { openConnection } from './connection.ts'
import { figuresOf } from './exchanges.ts'
import type { CpuReading, LoadFigures } from './exchanges.ts'
import type { LoadOrder } from './load-generator.ts'
import { saturatingLoad, steadyLoad } from './load.ts'

/**
 * Sends requests to a server, and reads meanwhile what its process uses of the CPU.
 * @throws {Error} when a request is not answered 2xx, or there are too few
 */
export async function applyLoad(
  requests: Iterator<Uint8Array>,
  { url, pid, connections: count, warmUpMs, countedMs, perSecond }: LoadOrder,
): Promise<LoadFigures> {
  using opened = new DisposableStack()
  const connections = await Promise.all(
    Array.from({ length: count }, async () => opened.use(await openConnection(url))),
  )
  const over = new AbortController()
  const load = perSecond === undefined ? saturatingLoad : steadyLoad(perSecond)

  async function readTwice(): Promise<[CpuReading, CpuReading]> {
    await sleep(warmUpMs)
    const begin = await readCpu(pid)
    await sleep(countedMs)
    const end = await readCpu(pid)
    over.abort()
    return [begin, end]
  }

  const [exchanges, [begin, end]] = await Promise.all([load(connections, requests, over.signal), readTwice()])
  return figuresOf(exchanges, begin, end)
}

async function readCpu(pid: number): Promise<CpuReading> {
  return { cpuMs: await cpuMs({ pid }), at: performance.now() }
}
