/**
 * Whether a bench reaches its goals. Pure.
 */
import type { Figure } from './bench.ts'
import { valuesByRound } from './run-bench.ts'
import type { BenchRun } from './run-bench.ts'
import { ratiosByRound, spreadOf } from './statistics.ts'
import type { Spread } from './statistics.ts'

/** One figure of one variant that has a goal. */
export interface Verdict {
  readonly variant: string
  readonly figure: string
  /** What it is to come to, or better. */
  readonly to: number
  /** The variant that `to` and `measured` are multiples of; undefined where they are values. */
  readonly timesOf: string | undefined
  /** Undefined where nothing was measured. */
  readonly measured: Spread | undefined
  /**
   * - `met`: the median is within the goal.
   * - `missed`: it is not, and not even one round is.
   * - `unclear`: it is not, but at least one round is. More rounds, or a quieter machine, would tell.
   */
  readonly result: 'met' | 'missed' | 'unclear'
}

export function verdictsOn(run: BenchRun): Verdict[] {
  return run.bench.goals.flatMap(({ variants, figures, to, timesOf }) =>
    variants.flatMap((variant) =>
      figures.map((figure) => {
        const of = (name: string) => valuesByRound(run, name, figure)
        const values = timesOf
          ? ratiosByRound(of(variant), of(timesOf))
          : of(variant).filter((value) => value !== undefined)
        const measured = values.length > 0 ? spreadOf(values) : undefined
        return {
          variant,
          figure,
          to,
          timesOf,
          measured,
          result: resultOf(run.bench.figures[figure]!, measured, to),
        }
      }),
    ),
  )
}

function resultOf({ better }: Figure, measured: Spread | undefined, to: number): Verdict['result'] {
  if (measured === undefined) return 'missed'
  const isWithin = (value: number) => (better === 'lower' ? value <= to : value >= to)
  if (isWithin(measured.median)) return 'met'
  return isWithin(better === 'lower' ? measured.least : measured.most) ? 'unclear' : 'missed'
}
