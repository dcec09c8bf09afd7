import { ImageName, type ContainerRuntimeClient } from 'testcontainers'
import type { Progress } from '../progress.ts'
import { StackError } from '../stack-error.ts'
import { reason } from './container-watch.ts'
import { jvmInstead } from './jvm-instead.ts'

/**
 * Pulls what the engine lacks.
 * @throws StackError when that cannot be had
 */
export async function provideImages(
  store: Pick<ContainerRuntimeClient['image'], 'exists' | 'pull'>,
  wanted: readonly string[],
  { progress, signal }: { progress: Progress; signal?: AbortSignal | undefined },
): Promise<void> {
  for (const name of wanted) {
    const image = ImageName.fromString(name)
    if (await store.exists(image)) continue
    progress.step(`Pulling ${name} (once)`)
    const startedAt = performance.now()
    const ticks = setInterval(() => {
      progress.detail(`${Math.round((performance.now() - startedAt) / 1_000)} s`)
    }, 1_000)
    try {
      await orAborted(store.pull(image), signal)
      // A pull that fails on its way does not say so.
      if (!(await store.exists(image))) throw new Error('the pull was broken off')
    } catch (error) {
      signal?.throwIfAborted()
      throw new StackError(
        `The image ${name} could not be pulled: ${reason(error)}. Check the network, and that the engine may pull from ` +
          `there (docker login, a mirror); or 'docker load' it, or ${jvmInstead}.`,
        { cause: error },
      )
    } finally {
      clearInterval(ticks)
    }
  }
}

/** A pull cannot be called off; it is only not waited for. */
async function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work
  const aborted = Promise.withResolvers<never>()
  const giveUp = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  try {
    await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
