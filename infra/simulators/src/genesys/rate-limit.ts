import type { SimulatorClock } from '../control/clock.ts'

const WINDOW_MS = 60_000

export interface RateVerdict {
  readonly isAllowed: boolean
  readonly allowed: number
  readonly count: number
  /** Seconds until the count starts again. */
  readonly resetSeconds: number
}

interface Window {
  readonly startMs: number
  count: number
}

/** Requests a minute for each OAuth client, whatever its tokens: a window starts with its first request. Refused requests count too. */
export class RateLimit {
  readonly #windows = new Map<string, Window>()
  readonly #clock: SimulatorClock
  requestsPerMinute: number

  constructor(clock: SimulatorClock, requestsPerMinute: number) {
    this.#clock = clock
    this.requestsPerMinute = requestsPerMinute
  }

  count(clientId: string): RateVerdict {
    const now = this.#clock.now()
    const current = this.#windows.get(clientId)
    const window = current && now < current.startMs + WINDOW_MS ? current : { startMs: now, count: 0 }
    this.#windows.set(clientId, window)
    window.count += 1
    return {
      isAllowed: window.count <= this.requestsPerMinute,
      allowed: this.requestsPerMinute,
      count: window.count,
      resetSeconds: Math.max(1, Math.ceil((window.startMs + WINDOW_MS - now) / 1_000)),
    }
  }

  clear(): void {
    this.#windows.clear()
  }
}
