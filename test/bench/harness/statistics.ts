/**
 * What many samples say together. Pure.
 */

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return {
    median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    least: sorted[0]!,
    most: sorted.at(-1)!,
  }
}

/**
 * By how many percent values differ from others, each from that of the same round: whatever slows the machine down for a while does so to
 * both.
 * @param others as many as values
 */
export function changesInPercent(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, round) => (value / others[round]! - 1) * 100)
}

/**
 * @param share from 0 to 1
 * @returns the smallest value that so large a share of the values does not exceed
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}
