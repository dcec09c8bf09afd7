import { readFile } from 'node:fs/promises'
import type { Pipeline } from '../../kit/pipeline.ts'
import type { ServiceProcess } from '../../kit/service-process.ts'

type Services = Pipeline['services']

/** Milliseconds of CPU, in user mode and in the system, of each service's whole process. */
export type CpuTimes = Readonly<Record<keyof Services, number>>

/** A hundredth of a second, on every Linux that Node runs on. */
const tickMs = 10

/**
 * What the services have used since they were started. Unlike time by the clock, it hardly depends on what else the machine does.
 * @throws {Error} when a service is gone, or where there is no /proc
 */
export async function cpuTimes({ ingress, enricher, sink }: Services): Promise<CpuTimes> {
  const [ofIngress, ofEnricher, ofSink] = await Promise.all([ingress, enricher, sink].map(cpuMs))
  return { ingress: ofIngress!, enricher: ofEnricher!, sink: ofSink! }
}

export function cpuTimesSince(before: CpuTimes, now: CpuTimes): CpuTimes {
  const since = (name: keyof Services) => now[name] - before[name]
  return { ingress: since('ingress'), enricher: since('enricher'), sink: since('sink') }
}

/** Milliseconds of CPU that the whole process of one service has used. @throws {Error} as {@link cpuTimes} does */
export async function cpuMs({ pid }: Pick<ServiceProcess, 'pid'>): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field is the program's name in brackets, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [userTicks, systemTicks] = [fields[11], fields[12]]
  return (Number(userTicks) + Number(systemTicks)) * tickMs
}
