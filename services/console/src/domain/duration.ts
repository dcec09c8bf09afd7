import { ageInWords } from './moment.ts'

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of `30m`, `1h`, `7d`; undefined when the text is no duration. */
export function durationOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * unitMs[unit as keyof typeof unitMs]
}

/** A duration as people say it: `842 ms`, `12.3 s`, `45 s`, `12 min`, `3 h`, `9 days`. */
export function durationInWords(durationMs: number): string {
  const ms = Math.max(0, durationMs)
  if (ms < unitMs.s - 0.5) return `${Math.round(ms)} ms`
  if (ms < 20 * unitMs.s) return `${(ms / unitMs.s).toFixed(1)} s`
  return ageInWords(ms)
}
