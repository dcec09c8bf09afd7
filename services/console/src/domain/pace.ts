/** Records per transaction: few enough for an even pace, enough for a quick one. */
export function recordsPerTransaction(recordsPerSecond: number): number {
  return Math.min(100, Math.max(1, Math.ceil(recordsPerSecond / 4)))
}

/** How long to wait before the next record when `sent` have gone out since `startedAt`. Times in milliseconds. */
export function waitMs(sent: number, recordsPerSecond: number, startedAt: number, now: number): number {
  return Math.max(0, startedAt + (sent / recordsPerSecond) * 1_000 - now)
}
