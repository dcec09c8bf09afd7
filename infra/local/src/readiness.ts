import type { GuardedProcess } from './guarded-process.ts'
import { untilAnswered, type Probe } from './probe.ts'

export const startDeadlineMs = 90_000

/**
 * Waits until each probe in turn is answered.
 * @throws StackError with the end of the log, when the process ends before or does not answer for too long
 */
export async function whenReady(
  child: Pick<GuardedProcess, 'broken' | 'complaint'>,
  probes: readonly Probe[],
  signal?: AbortSignal,
): Promise<void> {
  const over = new AbortController()
  const givenUp = AbortSignal.any([over.signal, ...(signal ? [signal] : [])])
  const answers = async (): Promise<void> => {
    try {
      for (const probe of probes) await untilAnswered(probe, { deadlineMs: startDeadlineMs, signal: givenUp })
    } catch (error) {
      givenUp.throwIfAborted()
      throw await child.complaint(`did not answer within ${startDeadlineMs / 1000} s (${String(error)})`)
    }
  }
  try {
    await Promise.race([answers(), child.broken.then((error) => Promise.reject(error))])
  } finally {
    over.abort()
  }
}
