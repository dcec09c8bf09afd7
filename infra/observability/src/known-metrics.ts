/** What may be named in rules, dashboards and pages: what is emitted, and with which labels. */
import { metricCatalogue, prometheusName, prometheusText } from '@calltrail/runtime'
import type { MetricName } from '@calltrail/runtime'
import { metricUses } from './promql.ts'
import { recordings } from './rules.ts'

/** Set by the scrape configuration. */
const targetLabels = ['job', 'instance', 'service']

/** What Prometheus, Node and OpenTelemetry's SDK tell, with the labels that are used here. */
const notOurs = {
  up: [],
  ALERTS: ['alertname', 'alertstate', 'severity'],
  nodejs_eventloop_delay_p99: [],
  nodejs_eventloop_utilization: [],
  v8js_memory_heap_used: [],
  otel_sdk_processor_span_processed_total: ['error_type'],
} as const

const known = new Map<string, readonly string[]>([
  ...Object.entries(notOurs).map(([name, labels]) => [name, [...labels, ...targetLabels]] as const),
  ...recordings.map(({ record }) => [record, []] as const),
  ...Object.keys(metricCatalogue).flatMap((name) => namesOf(name as MetricName)),
])

function namesOf(name: MetricName): (readonly [string, readonly string[]])[] {
  const metric = metricCatalogue[name]
  const labels = [...metric.labels.map(prometheusText), ...targetLabels]
  if (metric.kind !== 'histogram') return [[prometheusName(name), labels]]
  const text = prometheusName(name)
  return [
    [`${text}_bucket`, [...labels, 'le']],
    [`${text}_sum`, labels],
    [`${text}_count`, labels],
  ]
}

/** What an expression names that nobody emits. */
export function unknownIn(expr: string): string[] {
  return metricUses(expr).flatMap(({ metric, labels }) => {
    const its = known.get(metric)
    if (its === undefined) return [metric]
    return labels.filter((label) => !its.includes(label)).map((label) => `${label} of ${metric}`)
  })
}

/** A page may also name a histogram as a whole. */
export function isKnown(name: string): boolean {
  return known.has(name) || known.has(`${name}_bucket`)
}
