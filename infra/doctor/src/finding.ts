/** What a check found, and what to do about it. */
export interface Finding {
  /**
   * - `fine`: as it should be.
   * - `degraded`: calls are logged, but not with everything, or not for much longer.
   * - `broken`: calls are not logged.
   */
  readonly verdict: 'fine' | 'degraded' | 'broken'
  /** A sentence. Names fields, rights and numbers; never a person or a secret. */
  readonly what: string
  /** What to do, for all but what is fine. */
  readonly remedy?: string
}

export const fine = (what: string): Finding => ({ verdict: 'fine', what })
export const degraded = (what: string, remedy: string): Finding => ({ verdict: 'degraded', what, remedy })
export const broken = (what: string, remedy: string): Finding => ({ verdict: 'broken', what, remedy })
