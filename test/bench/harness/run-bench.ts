import type { Bench, RunContext, Sample } from './bench.ts'
import type { ValuesByRound } from './statistics.ts'

/** What was measured: for each variant a sample of each round. */
export interface BenchRun {
  readonly bench: Bench
  readonly samples: Readonly<Record<string, readonly Sample[]>>
}

export interface RunOptions extends RunContext {
  readonly rounds: number
}

/**
 * Measures every variant in each round, one after the other, and begins each round with another one: a machine that becomes slower, or
 * quicker, is no advantage to any. Before that, the first variant is measured once for nothing, until the stack is warm; not where a
 * single round is asked for: of a measurement that is made only once, another one for nothing would be half of the time.
 * @throws {Error} when a measurement does, or when one comes to something that is no number
 */
export async function runBench(bench: Bench, { rounds, ...context }: RunOptions): Promise<BenchRun> {
  const { say, signal } = context
  const samples = Object.fromEntries(bench.variants.map((variant) => [variant, [] as Sample[]]))
  say('begins')
  await using open = await bench.open(context)
  if (rounds > 1) {
    say('warms up')
    await open.measure(bench.variants[0]!)
  }
  for (let round = 0; round < rounds; round++) {
    for (const variant of rotated(bench.variants, round)) {
      signal.throwIfAborted()
      say(`round ${round + 1} of ${rounds}, ${variant}`)
      samples[variant]!.push(assertNumbers(variant, await open.measure(variant)))
    }
  }
  return { bench, samples }
}

/** What was measured of a figure. Older samples may know nothing of a variant, or of a figure, that is new. */
export function valuesByRound({ samples }: BenchRun, variant: string, figure: string): ValuesByRound {
  return (samples[variant] ?? []).map((sample) => sample[figure])
}

/** NaN would be `null` in JSON, and be read as nothing at all. */
function assertNumbers(variant: string, sample: Sample): Sample {
  for (const [figure, value] of Object.entries(sample)) {
    if (!Number.isFinite(value)) throw new Error(`${variant}: ${figure} came to ${value}`)
  }
  return sample
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
