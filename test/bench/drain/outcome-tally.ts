/**
 * Whether every record came out once. Pure.
 */

export interface OutcomeTally {
  /** Expected, and not seen. */
  readonly lost: number
  /** Seen again after the first time. */
  readonly doubled: number
  /** Seen, and not expected at all. */
  readonly strange: number
}

export function tallyOutcomes(expected: ReadonlySet<string>, seen: Iterable<string>): OutcomeTally {
  const known = new Set<string>()
  let [doubled, strange] = [0, 0]
  for (const id of seen) {
    if (known.has(id)) doubled += 1
    else if (!expected.has(id)) strange += 1
    known.add(id)
  }
  return { lost: expected.size + strange - known.size, doubled, strange }
}

/** @throws {Error} unless each was seen, and once */
export function assertEachOnce(expected: ReadonlySet<string>, seen: Iterable<string>): void {
  const { lost, doubled, strange } = tallyOutcomes(expected, seen)
  if (lost + doubled + strange === 0) return
  throw new Error(`of ${expected.size} records: ${lost} lost, ${doubled} doubled, ${strange} not asked for`)
}
