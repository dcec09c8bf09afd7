const DAY_MS = 24 * 60 * 60 * 1_000

/** From `startMs` to before `endMs`, in epoch milliseconds. */
export interface Interval {
  readonly startMs: number
  readonly endMs: number
}

/** Reads `2026-03-14T00:00:00Z/2026-03-15T00:00:00Z`. @returns undefined when it is no interval, or one that ends before it starts. */
export function parseInterval(text: string): Interval | undefined {
  const [start, end, ...rest] = text.split('/')
  const startMs = Date.parse(start ?? '')
  const endMs = Date.parse(end ?? '')
  return rest.length === 0 && endMs > startMs ? { startMs, endMs } : undefined
}

/**
 * A conversation is found by its activity in the interval, and yet only if it *started* on a UTC day that the interval touches: one
 * that went on past midnight is not found by an interval of the next day.
 */
export function isFoundIn(
  interval: Interval,
  conversation: { readonly startMs: number; readonly endMs: number },
): boolean {
  const isActive = conversation.startMs < interval.endMs && conversation.endMs >= interval.startMs
  const firstDay = Math.floor(interval.startMs / DAY_MS)
  const startDay = Math.floor(conversation.startMs / DAY_MS)
  return isActive && startDay >= firstDay
}

export function daysOf({ startMs, endMs }: Interval): number {
  return (endMs - startMs) / DAY_MS
}
