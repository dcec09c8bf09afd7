/**
 * Waiting for what may be cut short: by somebody who asks for the end, or by something that breaks.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** A connection that fails is often the first sign of a process that ended; how it ended is the better message. */
const lastWordsMs = 500

/**
 * The result of `work`, whose signal says when it is no longer wanted.
 * @throws the reason of `signal`, or what is broken, when that comes first
 */
export async function unlessOver<Result>(
  signal: AbortSignal,
  broken: Promise<Error>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const failed = new AbortController()
  const failing = broken.then((error) => failed.abort(error))
  const over = AbortSignal.any([signal, failed.signal])
  over.throwIfAborted()
  try {
    return await Promise.race([work(over), rejectedOn(over)])
  } catch (error) {
    if (!over.aborted) await Promise.race([failing, sleep(lastWordsMs)])
    over.throwIfAborted()
    throw error
  }
}

function rejectedOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/** Resolves when the end is asked for. @throws what is broken, when that comes first */
export async function untilOver(signal: AbortSignal, broken: Promise<Error>): Promise<void> {
  if (signal.aborted) return
  const asked = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const error = await Promise.race([asked, broken])
  if (error) throw error
}
