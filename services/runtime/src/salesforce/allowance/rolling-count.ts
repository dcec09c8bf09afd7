/** How many happened within the latest stretch of time, forgotten a slot of it at a time. */
export class RollingCount {
  readonly #slotMs: number
  readonly #slots: number
  /** By the number of the slot, oldest first. */
  readonly #counts = new Map<number, number>()
  #total = 0

  constructor(spanMs: number, slots: number) {
    this.#slotMs = spanMs / slots
    this.#slots = slots
  }

  add(now: number): void {
    const slot = Math.floor(now / this.#slotMs)
    this.#counts.set(slot, (this.#counts.get(slot) ?? 0) + 1)
    this.#total += 1
  }

  total(now: number): number {
    const oldest = Math.floor(now / this.#slotMs) - this.#slots
    for (const [slot, count] of this.#counts) {
      if (slot > oldest) break
      this.#counts.delete(slot)
      this.#total -= count
    }
    return this.#total
  }

  /** How long until the total is below `limit`; 0 when it is. */
  msUntilBelow(limit: number, now: number): number {
    let total = this.total(now)
    if (total < limit) return 0
    for (const [slot, count] of this.#counts) {
      total -= count
      if (total < limit) return (slot + this.#slots) * this.#slotMs - now
    }
    // Nothing is ever below a limit of 0.
    return Infinity
  }
}
