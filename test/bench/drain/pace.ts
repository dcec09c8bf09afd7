/**
 * How quickly work goes while it goes on: without its beginning, when code is compiled and caches are filled, and without its end, when there
 * is not enough left to keep everything busy. Pure.
 */

/** How far the work has come, at a moment. */
export interface Progress {
  readonly done: number
  /** Of a clock that never goes back. */
  readonly atMs: number
  /** What the process has used so far. */
  readonly cpuMs: number
}

export interface Pace {
  readonly perSecond: number
  /** Milliseconds of CPU for each piece of work. */
  readonly cpuMs: number
}

/** The share of the work that counts. */
const begin = 0.1
const end = 0.95

/**
 * @param progress in order; the pace is that between the first reading of it that lies behind the beginning, and that which lies behind the end
 * @param total the whole work
 * @throws {Error} when all was done between two readings, or not all is done
 */
export function paceOf(progress: readonly Progress[], total: number): Pace {
  const first = progress.find(({ done }) => done >= begin * total)
  const last = progress.find(({ done }) => done >= end * total)
  if (!first || !last || last.done === first.done) {
    throw new Error(`how quickly ${total} were done does not show from ${progress.length} readings`)
  }
  const done = last.done - first.done
  return {
    perSecond: (done * 1_000) / (last.atMs - first.atMs),
    cpuMs: (last.cpuMs - first.cpuMs) / done,
  }
}
