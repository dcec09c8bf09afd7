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
}

/** What was measured of one variant, once. What a variant does not have, such as the memory of a mere client, is left out. */
export type Sample<Name extends string = string> = Readonly<Partial<Record<Name, number>>>

/**
 * What a figure is to come to: `to`, or better. With `timesOf`, `to` is a multiple of the same figure of that variant, round by round.
 */
export interface Goal<Variant extends string = string, Name extends string = string> {
  readonly variants: readonly Variant[]
  readonly figures: readonly Name[]
  readonly to: number
  readonly timesOf?: Variant
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

/** What a reader of the figures has to know, in Markdown. */
export interface BenchStory {
  /** What is measured, how, and how each variant is run. */
  readonly method: string
  /** What speaks for or against one of the variants without being its merit; a sentence or two each. */
  readonly unfair: readonly string[]
  /** npm packages that variants other than Calltrail are made of: their versions are told. */
  readonly packages?: readonly string[]
}

export interface Bench<Variant extends string = string, Name extends string = string> {
  readonly name: string
  readonly what: string
  readonly story: BenchStory
  readonly variants: readonly Variant[]
  readonly figures: Readonly<Record<Name, Figure>>
  readonly goals: readonly Goal<Variant, Name>[]
  /** How often each variant is measured, where that is not for the command line to say: because a single time takes very long. */
  readonly rounds?: number
  open(context: RunContext): Promise<OpenBench<Variant, Name>>
}
