import type { Bench, RunContext, Sample } from './bench.ts'

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
 * quicker, is no advantage to any. Before that, the first variant is measured once for nothing, until the stack is warm.
 */
export async function runBench(bench: Bench, { rounds, ...context }: RunOptions): Promise<BenchRun> {
  const { say, signal } = context
  const samples = Object.fromEntries(bench.variants.map((variant) => [variant, [] as Sample[]]))
  say('begins')
  await using open = await bench.open(context)
  say('warms up')
  await open.measure(bench.variants[0]!)
  for (let round = 0; round < rounds; round++) {
    for (const variant of rotated(bench.variants, round)) {
      signal.throwIfAborted()
      say(`round ${round + 1} of ${rounds}, ${variant}`)
      samples[variant]!.push(await open.measure(variant))
    }
  }
  return { bench, samples }
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
