import { healthBy } from '../health/take-health.ts'
import type { Health } from '../health/take-health.ts'
import { readCalls } from '../health/read-calls.ts'
import type { Watch } from './watch.ts'

const hourMs = 3_600_000
/** Whoever reloads the page, or looks at it with others, does not make the calls be read again. */
const keptMs = 5_000

/**
 * The health of the last hour, read when somebody wants to see it.
 * @param now epoch milliseconds
 * @returns undefined while Kafka does not answer
 */
export function currentHealth(
  watch: Pick<Watch, 'sight' | 'kafka'>,
  { lookBackMs, now }: { readonly lookBackMs: number; readonly now: () => number },
): () => Promise<Health | undefined> {
  let reading: Promise<Health | undefined> | undefined
  let readAt = 0

  async function read(): Promise<Health | undefined> {
    const kafka = watch.kafka()
    if (!kafka || !watch.sight()) return undefined
    const to = now()
    const span = { from: to - hourMs, to }
    const books = await readCalls(kafka, { span, lookBackMs, signal: AbortSignal.timeout(60_000) })
    const sight = watch.sight()
    return sight && healthBy(sight, books, span)
  }

  return () => {
    if (!reading || now() - readAt > keptMs) {
      readAt = now()
      const current = read().catch(() => undefined)
      reading = current
      // The time counts from when it is there.
      void current.then(() => (readAt = now()))
    }
    return reading
  }
}
