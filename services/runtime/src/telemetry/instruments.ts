/**
 * Instruments of the catalogue: nothing is counted that does not stand there, and no label is forgotten.
 */
import type { Meter } from '@opentelemetry/api'
import { metricCatalogue } from './metric-catalogue.ts'
import type { CounterName, GaugeName, HistogramName, Labels } from './metric-catalogue.ts'

export interface CounterOf<Name extends CounterName> {
  /** @param by 0 shows the counter before anything is counted, so that its first increase is seen as one */
  add(by: number, labels: Labels<Name>): void
}

export function counterOf<Name extends CounterName>(meter: Meter, name: Name): CounterOf<Name> {
  return meter.createCounter(name, { description: metricCatalogue[name].doc })
}

export interface HistogramOf<Name extends HistogramName> {
  record(seconds: number, labels: Labels<Name>): void
}

export function histogramOf<Name extends HistogramName>(meter: Meter, name: Name): HistogramOf<Name> {
  const { doc, buckets } = metricCatalogue[name]
  return meter.createHistogram(name, {
    description: doc,
    unit: 's',
    advice: { explicitBucketBoundaries: [...buckets] },
  })
}

/** @param read called whenever the metrics are read; what it does not tell is not shown */
export function gaugeOf<Name extends GaugeName>(
  meter: Meter,
  name: Name,
  read: (tell: (value: number, labels: Labels<Name>) => void) => void | Promise<void>,
): void {
  meter
    .createObservableGauge(name, { description: metricCatalogue[name].doc })
    .addCallback((result) => read((value, labels) => result.observe(value, labels)))
}
