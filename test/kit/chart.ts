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

/** Helm's own words, where it refuses. */
export class ChartRefused extends Error {
  override readonly name = 'ChartRefused'
}

/** @throws {ChartRefused} when the values are refused */
export async function renderChart(values: Values): Promise<KubernetesObject[]> {
  const rendered = await helm(
    ['template', 'calls', chartDirectory, '--namespace', 'calls', '--values', '-'],
    values,
  )
  return parseAllDocuments(rendered)
    .map((document) => {
      if (document.errors.length > 0) throw document.errors[0]!
      return document.toJS() as KubernetesObject | null
    })
    .filter((object) => object !== null)
}

/** @throws {ChartRefused} with what Helm finds */
export async function lintChart(values: Values): Promise<void> {
  await helm(['lint', '--strict', chartDirectory, '--values', '-'], values)
}

async function helm(args: readonly string[], values: Values): Promise<string> {
  const program = await provideGoTool('helm', { env: process.env })
  const { exitCode, stdout, stderr } = await execa(program, args, {
    input: JSON.stringify(values),
    reject: false,
  })
  if (exitCode === 0) return stdout
  throw new ChartRefused(`${stdout}\n${stderr}`)
}

/** One of the sets of values that come with the chart, such as `minimal`. */
export function chartValues(name: string): Values {
  return parse(readFileSync(join(chartDirectory, 'ci', `${name}-values.yaml`), 'utf8')) as Values
}
