/**
 * Which of many numbered calls were logged, and how often: a byte for each. Pure.
 */
export class CallTally {
  #times = new Uint8Array(1_024)
  #distinct = 0
  #doubled = 0

  /** How many calls were logged, each counted once. */
  get distinct(): number {
    return this.#distinct
  }

  /**
   * @param number of the call, from 0
   * @returns whether it had not been logged before
   */
  add(number: number): boolean {
    if (number >= this.#times.length) this.#grow(number)
    const times = this.#times[number]!
    if (times === 0) this.#distinct += 1
    if (times === 1) this.#doubled += 1
    this.#times[number] = Math.min(times + 1, 255)
    return times === 0
  }

  /** @throws {Error} unless the calls with numbers below `total` were logged, each once, and no other */
  assertOnce(total: number): void {
    const logged = this.#times.subarray(0, total).reduce((sum, times) => sum + Math.min(times, 1), 0)
    const lost = total - logged
    const strange = this.#distinct - logged
    if (lost + strange + this.#doubled > 0)
      throw new Error(
        `of ${total} calls ${lost} were not logged and ${this.#doubled} were logged more than once; ${strange} others were logged`,
      )
  }

  #grow(number: number): void {
    const larger = new Uint8Array(2 * (number + 1))
    larger.set(this.#times)
    this.#times = larger
  }
}
