/**
 * The sets of values that come with the chart, rendered; and what is in them.
 */
import { chartValues, renderChart } from './chart.ts'
import type { RenderedChart } from './chart.ts'
import type { KubernetesObject } from './kubernetes-schemas.ts'
import type { PodSpec } from './pod-environment.ts'

export const valueSets = ['minimal', 'everything', 'bare', 'certificates', 'tokens'] as const
export type ValueSet = (typeof valueSets)[number]
export type RenderedCharts = Readonly<Record<ValueSet, RenderedChart>>

export async function renderCharts(): Promise<RenderedCharts> {
  const charts = await Promise.all(
    valueSets.map(async (name) => [name, await renderChart(chartValues(name))] as const),
  )
  return Object.fromEntries(charts) as RenderedCharts
}

export function named({ objects }: RenderedChart, kind: string, name?: string): KubernetesObject[] {
  return objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  )
}

/** The pods of a release, by their process. */
export function podsOf({ objects }: RenderedChart): Map<string, PodSpec> {
  return new Map(
    objects
      .filter(({ kind }) => ['StatefulSet', 'Deployment', 'Job', 'Pod'].includes(kind))
      .map(
        ({ kind, spec }) =>
          (kind === 'Pod' ? spec : (spec as { template: { spec: unknown } }).template.spec) as PodSpec,
      )
      .map((pod) => [pod.containers[0].name, pod]),
  )
}
