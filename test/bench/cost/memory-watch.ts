import { residentMiB } from '../../kit/resident-memory.ts'
import type { PipelineService, ServiceProcess } from '../../kit/service-process.ts'
import type { MemorySample } from './memory-course.ts'

/** What was seen of each service, in the order in which it was seen. */
export type MemoryCourses = Readonly<Record<PipelineService, readonly MemorySample[]>>

export interface MemoryWatch {
  readonly courses: MemoryCourses
  /**
   * Looks at all of them, and forgets what they have written.
   * @param progress how much of the work is done, from 0 to 1
   * @throws {Error} when one is gone
   */
  look(progress: number): Promise<void>
}

export function watchMemory(services: Readonly<Record<PipelineService, ServiceProcess>>): MemoryWatch {
  const courses: Record<PipelineService, MemorySample[]> = { ingress: [], enricher: [], sink: [] }
  return {
    courses,
    async look(progress) {
      for (const { name, pid, output } of Object.values(services)) {
        const mib = await residentMiB(pid)
        if (mib === undefined) throw new Error(`${name} is gone:\n${output.slice(-20).join('\n')}`)
        courses[name as PipelineService].push({ progress, mib })
        // A line for each call, which nobody reads: of a million it would be gigabytes here.
        const lines = output as string[]
        lines.length = 0
      }
    },
  }
}
