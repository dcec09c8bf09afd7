import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import type { Progress } from './progress.ts'

/**
 * Does something that one process of this machine may do at a time; others wait. The work must look again
 * whether it is still to be done. A holder that was killed loses the lock after 10 s.
 */
export async function exclusively<T>(
  name: string,
  {
    progress,
    signal,
    doing,
  }: {
    progress: Progress
    signal?: AbortSignal | undefined
    /** What the other process does, as 'builds Jaeger'. */
    doing: string
  },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(name), { recursive: true })
  const release = await acquire(name, `Waiting for another process that ${doing}`, progress, signal)
  try {
    return await work()
  } finally {
    await release()
  }
}

async function acquire(
  name: string,
  waiting: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await lockfile.lock(name, {
        realpath: false,
        stale: 10_000,
        update: 2_000,
        onCompromised: ignore,
      })
    } catch (error) {
      if (!isLocked(error)) throw error
    }
    progress.step(waiting)
    await sleep(200, undefined, signal ? { signal } : {})
  }
}

/** After a suspended machine wakes up, the default would end the process although at worst some work is done twice. */
function ignore(): void {}

export function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED'
}
