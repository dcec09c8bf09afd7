/**
 * What came of a run: a table for people, JSON for machines.
 */
import Table from 'cli-table3'
import { machineText } from './machine.ts'
import type { Machine } from './machine.ts'
import type { BenchRun } from './run-bench.ts'
import { verdictsOn } from './verdict.ts'
import { figureRows, roundsText, verdictLine } from './words.ts'

/** The values, and below them the verdict on each goal. */
export function reportText(run: BenchRun, machine: Machine): string {
  const [head, ...rows] = figureRows(run)
  const table = new Table({ head: head!, style: { head: [], border: [], compact: true } })
  table.push(...rows)
  const title = `${run.bench.name}: ${roundsText(run)}`
  const verdicts = verdictsOn(run).map((verdict) => verdictLine(run.bench.figures, verdict))
  return [machineText(machine), `${title}\n${table.toString()}`, verdicts.join('\n')].join('\n\n')
}

/** @param at when the run began */
export function reportJson(runs: readonly BenchRun[], machine: Machine, at: Date): string {
  const benches = runs.map((run) => ({
    bench: run.bench.name,
    what: run.bench.what,
    figures: run.bench.figures,
    samples: run.samples,
    verdicts: verdictsOn(run),
  }))
  return `${JSON.stringify({ at: at.toISOString(), machine, benches }, null, 2)}\n`
}
