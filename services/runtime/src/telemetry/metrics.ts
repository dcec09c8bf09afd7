import type { Meter } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider } from '@opentelemetry/sdk-metrics'

export type { Meter } from '@opentelemetry/api'

/** The metrics of a process. */
export interface Metrics extends AsyncDisposable {
  readonly meter: Meter
  /** All of them, in Prometheus's text format. */
  text(): Promise<string>
}

/** @param service becomes the resource attribute `service.name` */
export function openMetrics(service: string): Metrics {
  const reader = new PrometheusExporter({ preventServerStart: true })
  const provider = new MeterProvider({
    readers: [reader],
    resource: resourceFromAttributes({ 'service.name': service }),
  })
  const serializer = new PrometheusSerializer()
  return {
    meter: provider.getMeter('calltrail'),
    async text() {
      const { resourceMetrics } = await reader.collect()
      return serializer.serialize(resourceMetrics)
    },
    [Symbol.asyncDispose]: () => provider.shutdown(),
  }
}
