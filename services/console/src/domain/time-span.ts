/**
 * Parts of time, and which of them Genesys must be asked about.
 */

/** From `from` on, before `to`; epoch milliseconds. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

const dayMs = 86_400_000

/** The parts of a span on each UTC day that it touches, in order. */
export function byUtcDay({ from, to }: TimeSpan): TimeSpan[] {
  const parts: TimeSpan[] = []
  for (let start = from; start < to;) {
    const midnight = Math.floor(start / dayMs) * dayMs + dayMs
    parts.push({ from: start, to: Math.min(midnight, to) })
    start = midnight
  }
  return parts
}

/**
 * What to ask Genesys about to learn of all conversations that ended in `span`. It tells of those that were going on in what it is asked
 * about *and* began on a UTC day that this touches: a call from before midnight is not found after it. So the span is widened by the
 * longest call, and asked about day by day.
 */
export function spansToAsk({ from, to }: TimeSpan, longestCallMs: number): TimeSpan[] {
  return byUtcDay({ from: from - longestCallMs, to })
}

const shortestMs = 1_000

/** Two parts, for a span with more conversations than Genesys tells of at once; undefined for one too short to be parted. */
export function halvesOf({ from, to }: TimeSpan): [TimeSpan, TimeSpan] | undefined {
  if (to - from < 2 * shortestMs) return undefined
  const middle = from + Math.floor((to - from) / 2)
  return [
    { from, to: middle },
    { from: middle, to },
  ]
}

export function isWithin({ from, to }: TimeSpan, moment: number | undefined): boolean {
  return moment !== undefined && moment >= from && moment < to
}
