import { beneficiaries, onBehalfOf } from '@calltrail/runtime'
import type { Context } from '@opentelemetry/api'
import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'

export interface SharedLookupOptions<Key, Value> {
  /** One answer for each key, in their order: null when there is nobody; an error for those only who asked for that key. */
  readonly lookUp: (keys: readonly Key[]) => Promise<readonly (Value | null | Error)[]>
  /** How long an answer is remembered; 0: not at all. */
  readonly foundMs: number
  readonly nobodyMs: number
  readonly entries: number
  /** Shortest time between two look-ups, at present. */
  readonly intervalMs: () => number
  /** Epoch milliseconds. */
  readonly now: () => number
}

/**
 * A look-up that its callers share: who asks for a key that is being looked up gets that answer, what is asked for at the same time, or
 * soon after a look-up, is looked up together, and what was answered is remembered for a while. A failure is not.
 */
export function sharedLookup<Key extends string, Value>({
  lookUp,
  foundMs,
  nobodyMs,
  entries,
  intervalMs,
  now,
}: SharedLookupOptions<Key, Value>): (keys: ReadonlySet<Key>) => Promise<ReadonlyMap<Key, Value>> {
  let lastLookUpAt = Number.NEGATIVE_INFINITY
  // What is not being looked up yet, and on whose behalf: those of a batch ask for many keys together.
  const waiting = new Set<Key>()
  const askers = new Set<readonly Context[]>()
  const loader = new DataLoader<Key, Value | null>(
    (keys) => {
      lastLookUpAt = now()
      const contexts = [...askers].flat()
      askers.clear()
      waiting.clear()
      return onBehalfOf(contexts, () => lookUp(keys))
    },
    {
      cache: false,
      batchScheduleFn: (dispatch) => {
        // A clock that was put back must not stop the look-ups.
        const mostMs = intervalMs()
        const waitMs = Math.min(lastLookUpAt + mostMs - now(), mostMs)
        if (waitMs > 0) setTimeout(dispatch, waitMs)
        else setImmediate(dispatch)
      },
    },
  )
  const answers = new LRUCache<Key, Promise<Value | null>>({ max: entries, ttlResolution: 0, perf: { now } })

  function one(key: Key): Promise<Value | null> {
    const known = answers.get(key)
    if (!known || waiting.has(key)) askers.add(beneficiaries())
    if (known) return known
    waiting.add(key)
    const answer = loader.load(key)
    answers.set(key, answer)
    answer.then(
      (value) => remember(key, answer, value === null ? nobodyMs : foundMs),
      () => remember(key, answer, 0),
    )
    return answer
  }

  function remember(key: Key, answer: Promise<Value | null>, ttl: number): void {
    if (answers.peek(key) !== answer) return
    if (ttl === 0) answers.delete(key)
    else answers.set(key, answer, { ttl })
  }

  return async (keys) => {
    const found = await Promise.all([...keys].map(async (key) => [key, await one(key)] as const))
    return new Map(found.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])))
  }
}
