/**
 * What a load came to. Pure.
 */
import { quantile } from '../harness/statistics.ts'

/** A request that was answered as it should be. Moments are milliseconds on one clock. */
export interface Exchange {
  /** When it was to be sent: with a steady load, that may be before it was. */
  readonly dueAt: number
  readonly answeredAt: number
}

/** What a process had used of the CPU at a moment. */
export interface CpuReading {
  readonly at: number
  readonly cpuMs: number
}

export interface LoadFigures {
  /** How many requests were answered from the first to the last, those that do not count as figures too. */
  readonly answered: number
  readonly perSecond: number
  /** From when a request was due until its answer was there. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuMsPerRequest: number
}

/**
 * Of the requests that were due between two readings, however late their answers came.
 * @throws {Error} when there are none
 */
export function figuresOf(exchanges: readonly Exchange[], begin: CpuReading, end: CpuReading): LoadFigures {
  const within = exchanges.filter(({ dueAt }) => dueAt >= begin.at && dueAt < end.at)
  if (within.length === 0) throw new Error('no request was due in the time that counts')
  const waitsMs = within.map(({ dueAt, answeredAt }) => answeredAt - dueAt)
  return {
    answered: exchanges.length,
    perSecond: (within.length * 1_000) / (end.at - begin.at),
    p50Ms: quantile(waitsMs, 0.5),
    p99Ms: quantile(waitsMs, 0.99),
    cpuMsPerRequest: (end.cpuMs - begin.cpuMs) / within.length,
  }
}
