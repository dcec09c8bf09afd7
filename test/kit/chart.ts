/**
 * The chart, as Helm itself renders it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { provideGoTool } from '@calltrail/local'
import { execa } from 'execa'
import { parse, parseAllDocuments } from 'yaml'
import type { KubernetesObject } from './kubernetes-schemas.ts'

export const chartDirectory = join(import.meta.dirname, '../../infra/helm/calltrail')

export type Values = Readonly<Record<string, unknown>>

/** What Helm makes of values. */
export interface RenderedChart {
  readonly objects: readonly KubernetesObject[]
  /** What whoever installs it is told. */
  readonly notes: string
  /** What the linter has to say against it. */
  readonly findings: readonly string[]
}

/** Helm's own words, where it refuses. */
export class ChartRefused extends Error {
  override readonly name = 'ChartRefused'
}

interface RendererAnswer {
  readonly rendered?: Readonly<Record<string, string>>
  readonly refusal?: string
  readonly lint: readonly string[]
}

/** @throws {ChartRefused} when the values are refused */
export async function renderChart(values: Values): Promise<RenderedChart> {
  const program = await provideGoTool('chart-renderer', { env: process.env })
  const { stdout } = await execa(program, [chartDirectory], { input: JSON.stringify(values) })
  const { rendered = {}, refusal, lint } = JSON.parse(stdout) as RendererAnswer
  if (refusal !== undefined) throw new ChartRefused(refusal)
  const files = Object.entries(rendered)
  return {
    objects: files.filter(([path]) => path.endsWith('.yaml')).flatMap(([, text]) => objectsIn(text)),
    notes: files.find(([path]) => path.endsWith('/NOTES.txt'))![1],
    findings: lint,
  }
}

function objectsIn(text: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0]!
    const object = document.toJS() as KubernetesObject | null
    return object === null ? [] : [object]
  })
}

/** One of the sets of values that come with the chart, such as `minimal`. */
export function chartValues(name: string): Values {
  return parse(readFileSync(join(chartDirectory, 'ci', `${name}-values.yaml`), 'utf8')) as Values
}
