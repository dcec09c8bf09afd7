import type { Meter, MeterProvider as ApiMeterProvider } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { emptyResource } from '@opentelemetry/resources'
import type { Resource } from '@opentelemetry/resources'
import { AggregationTemporality, InstrumentType, MeterProvider } from '@opentelemetry/sdk-metrics'

export type { Meter } from '@opentelemetry/api'

/** The metrics of a process. */
export interface Metrics extends AsyncDisposable {
  readonly meter: Meter
  /** For libraries that tell metrics of their own. */
  readonly provider: ApiMeterProvider
  /** All of them, in Prometheus's text format. */
  text(): Promise<string>
}

/** @param resource what tells them */
export function openMetrics(resource: Resource = emptyResource()): Metrics {
  const reader = new ForgettingExporter({ preventServerStart: true })
  const provider = new MeterProvider({ readers: [reader], resource })
  // Without the label that says which library tells a metric: nobody asks for it.
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true)
  return {
    meter: provider.getMeter('calltrail'),
    provider,
    async text() {
      const { resourceMetrics } = await reader.collect()
      return serializer.serialize(resourceMetrics)
    },
    [Symbol.asyncDispose]: () => provider.shutdown(),
  }
}

/** The SDK would show a gauge for ever, with its last value, that nothing is told of any more. Without a memory it shows what is so now. */
class ForgettingExporter extends PrometheusExporter {
  override selectAggregationTemporality(instrumentType: InstrumentType): AggregationTemporality {
    return instrumentType === InstrumentType.OBSERVABLE_GAUGE
      ? AggregationTemporality.DELTA
      : AggregationTemporality.CUMULATIVE
  }
}
