/**
 * When the next flush may go. What comes after a quiet time goes at once, and so does a short chain of calls each of which needs the
 * answer to the one before. Under load a flush follows the last one a linger later, which gathers what comes meanwhile; so however much
 * is asked for, there is one flush per linger, apart from full collections. The fewer calls are left for the day, the longer the linger.
 */
export interface ThrottleSettings {
  readonly lingerMs: number
  readonly lingerMaxMs: number
  /** The API calls that are left; infinite when nothing is known of a limit. */
  readonly leftCalls: () => number
}

/** Flushes that may follow each other at once, when nobody could have shared them. */
const burst = 3
/** Flushes come as often as if the calls that are left had to last for so long: they are never used up, and never suddenly dear. */
const lastsForMs = 12 * 3_600_000
/** With fewer calls than that left, nothing goes ahead of its turn. */
const fewCalls = 1_000

export class Throttle {
  readonly #settings: ThrottleSettings
  #flushedAt = -Infinity
  #burstLeft = burst

  constructor(settings: ThrottleSettings) {
    this.#settings = settings
  }

  get lingerMs(): number {
    const { lingerMs, lingerMaxMs, leftCalls } = this.#settings
    return Math.max(lingerMs, Math.min(lingerMaxMs, lastsForMs / leftCalls()))
  }

  /** Whether there are so many calls left that nothing has to be spared. */
  get isPlentiful(): boolean {
    return lastsForMs / this.#settings.leftCalls() <= this.#settings.lingerMs
  }

  /**
   * How long the next flush has to wait.
   * @param now milliseconds of a clock that never goes back
   * @param nobodyElse whether its work came when nothing else waited or was under way
   */
  waitMs(now: number, nobodyElse: boolean): number {
    const { lingerMs } = this
    const mayHurry = nobodyElse && this.#settings.leftCalls() > fewCalls
    if (mayHurry && this.#burstAt(now) >= 1) return 0
    return Math.max(0, this.#flushedAt + lingerMs - now)
  }

  flushed(now: number): void {
    this.#burstLeft = Math.max(0, this.#burstAt(now) - 1)
    this.#flushedAt = now
  }

  /** It grows by one per linger. */
  #burstAt(now: number): number {
    const { lingerMs } = this
    return lingerMs === 0 ? burst : Math.min(burst, this.#burstLeft + (now - this.#flushedAt) / lingerMs)
  }
}
