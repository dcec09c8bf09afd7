/** The simulator's time. It runs with the machine's, and can be moved forward, so that tests never wait. */
export class SimulatorClock {
  #aheadMs = 0
  readonly #realNow: () => number

  constructor(realNow: () => number = Date.now) {
    this.#realNow = realNow
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#realNow() + this.#aheadMs
  }

  advance(byMs: number): void {
    this.#aheadMs += byMs
  }

  reset(): void {
    this.#aheadMs = 0
  }
}
