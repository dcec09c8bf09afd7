/**
 * What came of a bench: tables for people, JSON for machines.
 */
import Table from 'cli-table3'
import type { Figure } from './bench.ts'
import { machineText } from './machine.ts'
import type { Machine } from './machine.ts'
import type { BenchRun } from './run-bench.ts'
import { changesInPercent, spreadOf } from './statistics.ts'
import { verdictsOn } from './verdict.ts'

interface Grid {
  readonly title: string
  readonly rows: readonly (readonly string[])[]
}

/** The values; then, by how many percent they differ from each variant that others are compared with; then, whether limits are kept. */
export function reportText(run: BenchRun, machine: Machine): string {
  const tables = gridsOf(run).map(({ title, rows: [head, ...rows] }) => {
    const table = new Table({ head: [...head!], style: { head: [], border: [], compact: true } })
    table.push(...rows.map((row) => [...row]))
    return `${title}\n${table.toString()}`
  })
  return [machineText(machine), ...tables, ...verdictLines(run)].join('\n\n')
}

/** For a page: the same in Markdown. */
export function reportMarkdown(run: BenchRun, machine: Machine): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const tables = gridsOf(run).map(({ title, rows: [head, ...rows] }) => {
    const lines = [head!, head!.map(() => '---'), ...rows].map(line)
    return `${title}\n\n${lines.join('\n')}`
  })
  return `${[machineText(machine), ...tables, ...verdictLines(run)].join('\n\n')}\n`
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

function gridsOf({ bench, samples }: BenchRun): Grid[] {
  const { figures, variants, against } = bench
  const rounds = samples[variants[0]!]!.length
  const valuesOf = (variant: string, figure: string) => samples[variant]!.map((sample) => sample[figure]!)
  const compared = Object.entries(figures).filter(([, { isOnlyShown }]) => !isOnlyShown)

  const values = {
    title: `${bench.name}: median (least–most) of ${rounds} rounds`,
    rows: [
      ['', ...variants],
      ...Object.entries(figures).map(([name, figure]) => [
        figure.title,
        ...variants.map((variant) => valueText(valuesOf(variant, name), figure)),
      ]),
    ],
  }
  const comparisons = against.map((base) => {
    const others = variants.filter((variant) => variant !== base)
    return {
      title: `${bench.name}: change in % against '${base}', round by round`,
      rows: [
        ['', ...others],
        ...compared.map(([name, { title }]) => [
          title,
          ...others.map((variant) =>
            changeText(changesInPercent(valuesOf(variant, name), valuesOf(base, name))),
          ),
        ]),
      ],
    }
  })
  return [values, ...comparisons]
}

function valueText(values: readonly number[], { decimals }: Figure): string {
  const { median, least, most } = spreadOf(values)
  const shown = (value: number) => value.toFixed(decimals)
  return `${shown(median)} (${shown(least)}–${shown(most)})`
}

function changeText(changes: readonly number[]): string {
  const { median, least, most } = spreadOf(changes)
  return `${signed(median)} (${signed(least)} to ${signed(most)})`
}

function verdictLines(run: BenchRun): string[] {
  const lines = verdictsOn(run).map(({ variant, against, figure, limitPercent, changePercent, result }) => {
    const { title } = run.bench.figures[figure]!
    const change = `${signed(changePercent.median)} % against '${against}'`
    return `- ${variant}, ${title}: ${change}, limit ${limitPercent} %: ${result}`
  })
  return lines.length > 0 ? [lines.join('\n')] : []
}

function signed(percent: number): string {
  const text = percent.toFixed(1)
  return percent > 0 ? `+${text}` : text
}
