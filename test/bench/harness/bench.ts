/**
 * What a bench is: figures that are measured of several variants of the same thing, so that they can be compared.
 */

/** A figure of a bench. */
export interface Figure {
  /** What it counts, with its unit, as the table has it. */
  readonly title: string
  /** How many digits of it say something. */
  readonly decimals: number
  readonly better: 'lower' | 'higher'
  /** Whether it is shown for its own sake, and not compared. */
  readonly isOnlyShown?: boolean
}

/** What was measured of one variant, once: a number for each figure. */
export type Sample<Name extends string = string> = Readonly<Record<Name, number>>

/** How much worse than another variant some may be. */
export interface Limit<Variant extends string = string, Name extends string = string> {
  readonly variants: readonly Variant[]
  readonly against: Variant
  readonly figures: readonly Name[]
  readonly percent: number
}

/** What a bench is told of the run. */
export interface RunContext {
  /** How much of the work is done: 1, or less to see that a bench runs at all. */
  readonly scale: number
  /** Ends every wait. */
  readonly signal: AbortSignal
  /** Says what is being done. */
  readonly say: (what: string) => void
}

/** A bench that is set up. Disposing stops all that it started. */
export interface OpenBench<
  Variant extends string = string,
  Name extends string = string,
> extends AsyncDisposable {
  /** @throws when what was measured is not what it should be, such as a call that is lost: then figures mean nothing */
  measure(variant: Variant): Promise<Sample<Name>>
}

export interface Bench<Variant extends string = string, Name extends string = string> {
  readonly name: string
  readonly what: string
  readonly variants: readonly Variant[]
  readonly figures: Readonly<Record<Name, Figure>>
  /** The variants that the others are compared with. */
  readonly against: readonly Variant[]
  readonly limits: readonly Limit<Variant, Name>[]
  open(context: RunContext): Promise<OpenBench<Variant, Name>>
}
