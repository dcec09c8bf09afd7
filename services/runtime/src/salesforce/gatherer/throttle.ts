/**
 * When the next flush may go. What comes after a quiet time goes at once, and so does a short chain of calls each of which needs the
 * answer to the one before. Under load a flush follows the last one a linger later, which gathers what comes meanwhile; so however much
 * is asked for, there is one flush per linger, apart from full collections. While the calls that are left run low, the linger grows.
 */
export interface ThrottleSettings {
  readonly lingerMs: number
  readonly lingerMaxMs: number
  /** The share, 0 to 1, of the API calls that is left. */
  readonly leftShare: () => number
}

/** Flushes that may follow each other at once, when nobody could have shared them. */
const burst = 3
/** Below it the linger grows. */
const lowShare = 0.2

export class Throttle {
  readonly #settings: ThrottleSettings
  #flushedAt = -Infinity
  #burstLeft = burst

  constructor(settings: ThrottleSettings) {
    this.#settings = settings
  }

  get lingerMs(): number {
    const { lingerMs, lingerMaxMs } = this.#settings
    return lingerMs + this.#lowness() * Math.max(0, lingerMaxMs - lingerMs)
  }

  /**
   * How long the next flush has to wait.
   * @param now milliseconds of a clock that never goes back
   * @param nobodyElse whether its work came when nothing else waited or was under way
   */
  waitMs(now: number, nobodyElse: boolean): number {
    const { lingerMs } = this
    if (nobodyElse && this.#lowness() === 0 && this.#burstAt(now) >= 1) return 0
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

  /** From 0, when there is enough left, up to 1, when there is nothing. */
  #lowness(): number {
    return Math.max(0, 1 - this.#settings.leftShare() / lowShare)
  }
}
