/**
 * What the memory of a process says while it works. Pure.
 */

export interface MemorySample {
  /** How much of the work was done, from 0 to 1. */
  readonly progress: number
  readonly mib: number
}

export interface MemoryCourse {
  /** MiB. */
  readonly most: number
  /** MiB, when a tenth of the work was done. */
  readonly afterFirstTenth: number
  /** MiB, when all of it was done. */
  readonly atEnd: number
  /** Percent, from the mean of the second tenth of the work to that of the last. */
  readonly growth: number
}

/**
 * @param samples in the order in which they were taken
 * @throws {Error} when there is none of the second or the last tenth: then the work was too little to say anything
 */
export function memoryCourse(samples: readonly MemorySample[]): MemoryCourse {
  const early = meanBetween(samples, 0.1, 0.2)
  const late = meanBetween(samples, 0.9, Infinity)
  return {
    most: Math.max(...samples.map(({ mib }) => mib)),
    afterFirstTenth: samples.find(({ progress }) => progress >= 0.1)!.mib,
    atEnd: samples.at(-1)!.mib,
    growth: (late / early - 1) * 100,
  }
}

function meanBetween(samples: readonly MemorySample[], from: number, to: number): number {
  const within = samples.filter(({ progress }) => progress >= from && progress < to)
  if (within.length === 0) throw new Error(`no sample of memory was taken from ${from} of the work on`)
  return within.reduce((sum, { mib }) => sum + mib, 0) / within.length
}
