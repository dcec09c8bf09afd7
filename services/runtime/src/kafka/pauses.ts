/** Partitions that are paused until a time. */
export class Pauses {
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #now: () => number

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Calls `resume` at `time` (epoch milliseconds), or as soon as can be when that is past. */
  resumeAt(time: number, resume: () => void): void {
    const resumeAndForget = () => {
      this.#timers.delete(timer)
      resume()
    }
    const timer = setTimeout(resumeAndForget, Math.max(0, time - this.#now()))
    this.#timers.add(timer)
  }

  /** Leaves all paused: kafkajs throws when a partition is resumed after the consumer stopped. */
  cancel(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }
}
