import { LRUCache } from 'lru-cache'

/** How a stage recognises copies among the events of its main topic. */
export interface CopyRule<Event> {
  /** The same for copies of one event, and for nothing else. */
  readonly fingerprint: (event: Event) => string
  /** How far apart in their topic copies are recognised. */
  readonly windowMs: number
  /** How many events of each partition are remembered at most. */
  readonly maxEvents: number
}

/**
 * The events of one partition within the window, by their fingerprints. Time is the topic's, not the clock's: after an outage that was
 * longer than the window, copies that came together are still copies.
 */
export class RecentEvents<Event> {
  readonly #rule: CopyRule<Event>
  readonly #now: () => number
  /** When each was published. */
  readonly #seen: LRUCache<string, number>
  #latest = 0

  /** @param now epoch milliseconds; no event counts as published later than that */
  constructor(rule: CopyRule<Event>, now: () => number) {
    this.#rule = rule
    this.#now = now
    this.#seen = new LRUCache({ max: rule.maxEvents })
  }

  fingerprintOf(event: Event): string {
    return this.#rule.fingerprint(event)
  }

  /** @param publishedAt of the event that may be a copy; epoch milliseconds. Asking makes nothing older: it may come to nothing. */
  has(fingerprint: string, publishedAt: number): boolean {
    const seenAt = this.#seen.peek(fingerprint)
    const time = Math.max(this.#latest, this.#past(publishedAt))
    return seenAt !== undefined && time - seenAt <= this.#rule.windowMs
  }

  /** @param publishedAt epoch milliseconds */
  add(fingerprint: string, publishedAt: number): void {
    const seenAt = this.#past(publishedAt)
    this.#latest = Math.max(this.#latest, seenAt)
    this.#seen.set(fingerprint, seenAt)
  }

  #past(time: number): number {
    return Math.min(time, this.#now())
  }
}

/**
 * When the oldest record that waits was published, or earlier, but not much: epoch milliseconds, `now` when none waits.
 * @param offsetAt the first offset whose record is not older than a time
 * @param committed the first offset that waits
 */
export async function waitingSince(
  offsetAt: (time: number) => Promise<bigint>,
  committed: bigint,
  now: number,
): Promise<number> {
  for (let ageMs = 0; ageMs < oldestMs; ageMs = Math.max(shortestAgeMs, ageMs * 2)) {
    if ((await offsetAt(now - ageMs)) <= committed) return now - ageMs
  }
  return 0
}

const shortestAgeMs = 60_000
/** Older than anything that Kafka keeps for us. */
const oldestMs = 100 * 86_400_000
