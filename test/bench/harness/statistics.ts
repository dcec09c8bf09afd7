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

/** What was measured in each round; undefined where nothing was. */
export type ValuesByRound = readonly (number | undefined)[]

/**
 * How many times others values are, each divided by that of the same round: whatever slows the machine down for a while does so to both.
 * Rounds in which one of the two is missing are left out.
 */
export function ratiosByRound(values: ValuesByRound, others: ValuesByRound): number[] {
  return values.flatMap((value, round) => {
    const other = others[round]
    return value === undefined || other === undefined ? [] : [value / other]
  })
}

/**
 * @param share from 0 to 1
 * @returns the smallest value that so large a share of the values does not exceed
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}
