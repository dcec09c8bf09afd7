/**
 * Figures and verdicts as people read them. Pure.
 */
import type { Bench, Figure } from './bench.ts'
import { valuesByRound } from './run-bench.ts'
import type { BenchRun } from './run-bench.ts'
import { spreadOf } from './statistics.ts'
import type { Spread } from './statistics.ts'
import type { Verdict } from './verdict.ts'

/** Where nothing was measured. */
const nothing = '–'

/** All that was measured: a head, then a row for each figure with a cell for each variant. */
export function figureRows(run: BenchRun): string[][] {
  const { figures, variants } = run.bench
  const cell = (variant: string, name: string, { decimals }: Figure) => {
    const values = valuesByRound(run, variant, name).filter((value) => value !== undefined)
    return values.length > 0 ? spreadText(spreadOf(values), decimals) : nothing
  }
  const rows = Object.entries(figures).map(([name, figure]) => [
    figure.title,
    ...variants.map((variant) => cell(variant, name, figure)),
  ])
  return [['', ...variants], ...rows]
}

/** How to read the cells of `figureRows`. */
export function roundsText({ bench, samples }: BenchRun): string {
  const rounds = samples[bench.variants[0]!]?.length ?? 0
  return rounds === 1 ? 'measured once' : `median (least–most) of ${rounds} rounds`
}

/** A verdict in parts, such as 'Calltrail, requests/s', '0.55 × bare Fastify (0.52–0.58)', '≥ 0.5 ×' and 'met'. */
export function verdictCells(figures: Bench['figures'], verdict: Verdict): string[] {
  const { variant, figure, to, timesOf, measured, result } = verdict
  const { title, decimals, better } = figures[figure]!
  const digits = timesOf ? decimalsOf(to) + 1 : Math.max(decimals, decimalsOf(to))
  const goal = `${better === 'lower' ? '≤' : '≥'} ${numberText(to, decimalsOf(to))}`
  return [
    `${variant}, ${title.trim()}`,
    measured ? spreadText(measured, digits, timesOf && ` × ${timesOf}`) : nothing,
    timesOf ? `${goal} ×` : goal,
    result,
  ]
}

/** A verdict in a line, such as 'Calltrail, p99 ms: 14 (12–18), goal ≤ 25: met'. */
export function verdictLine(figures: Bench['figures'], verdict: Verdict): string {
  const [what, measured, goal, result] = verdictCells(figures, verdict)
  return `${what}: ${measured}, goal ${goal}: ${result}`
}

function spreadText({ median, least, most }: Spread, decimals: number, unit = ''): string {
  const [middle, from, to] = [median, least, most].map((value) => numberText(value, decimals))
  return least === most ? `${middle}${unit}` : `${middle}${unit} (${from}–${to})`
}

function numberText(value: number, decimals: number): string {
  return value.toLocaleString('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0
}
