/**
 * Whether a bench keeps its limits. Pure.
 */
import type { Figure } from './bench.ts'
import type { BenchRun } from './run-bench.ts'
import { changesInPercent, spreadOf } from './statistics.ts'
import type { Spread } from './statistics.ts'

/** One figure of one variant that has a limit. */
export interface Verdict {
  readonly variant: string
  readonly against: string
  readonly figure: string
  readonly limitPercent: number
  readonly changePercent: Spread
  /**
   * - `kept`: the median is no worse than the limit allows.
   * - `exceeded`: it is worse, and so is every round.
   * - `unclear`: it is worse, but not in every round. More rounds, or a quieter machine, would tell.
   */
  readonly result: 'kept' | 'exceeded' | 'unclear'
}

export function verdictsOn({ bench, samples }: BenchRun): Verdict[] {
  return bench.limits.flatMap(({ variants, against, figures, percent: limitPercent }) =>
    variants.flatMap((variant) =>
      figures.map((figure) => {
        const of = (name: string) => samples[name]!.map((sample) => sample[figure]!)
        const changePercent = spreadOf(changesInPercent(of(variant), of(against)))
        const result = resultOf(bench.figures[figure]!, changePercent, limitPercent)
        return { variant, against, figure, limitPercent, changePercent, result }
      }),
    ),
  )
}

function resultOf({ better }: Figure, { median, least, most }: Spread, limit: number): Verdict['result'] {
  const [usual, best] = better === 'lower' ? [median, least] : [-median, -most]
  if (usual <= limit) return 'kept'
  return best > limit ? 'exceeded' : 'unclear'
}
