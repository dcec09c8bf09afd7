/** How long the answers of Genesys to a batch are waited for. */
export interface Patience {
  /** What is left in milliseconds; what is not known by then is answered as such. */
  leftMs(): number
  /** Whether to wait, within that time, when Genesys allows no more requests just now. */
  readonly mayWait: boolean
  /** Whether a call cannot be told without the answer. */
  readonly isUrgent?: boolean
}

/** @param now epoch milliseconds */
export function patience(withinMs: number, mayWait: boolean, now: () => number): Patience {
  const until = now() + withinMs
  return { leftMs: () => Math.max(0, until - now()), mayWait }
}
