import { LRUCache } from 'lru-cache'

/** How a stage recognises copies among the events of its main topic. */
export interface CopyRule<Event> {
  /** The same for copies of one event, and for nothing else. */
  readonly fingerprint: (event: Event) => string
  /** How long a copy is recognised. */
  readonly windowMs: number
  /** How many events of each partition are remembered at most. */
  readonly maxEvents: number
}

/** The events of one partition within the window, by their fingerprints. */
export class RecentEvents<Event> {
  readonly #rule: CopyRule<Event>
  readonly #now: () => number
  readonly #seen: LRUCache<string, true>

  /** @param now epoch milliseconds */
  constructor(rule: CopyRule<Event>, now: () => number) {
    this.#rule = rule
    this.#now = now
    this.#seen = new LRUCache({ max: rule.maxEvents, ttl: rule.windowMs, ttlResolution: 0, perf: { now } })
  }

  get windowMs(): number {
    return this.#rule.windowMs
  }

  fingerprintOf(event: Event): string {
    return this.#rule.fingerprint(event)
  }

  has(fingerprint: string): boolean {
    return this.#seen.has(fingerprint)
  }

  /** @param publishedAt epoch milliseconds */
  add(fingerprint: string, publishedAt: number): void {
    const ttl = Math.min(publishedAt + this.#rule.windowMs - this.#now(), this.#rule.windowMs)
    if (ttl > 0) this.#seen.set(fingerprint, true, { ttl })
  }
}
