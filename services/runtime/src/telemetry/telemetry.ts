/**
 * What a process tells of itself: metrics, served on its health port, and spans, sent to a trace back-end.
 */
import { hostname } from 'node:os'
import { diag, DiagLogLevel } from '@opentelemetry/api'
import type { DiagLogger } from '@opentelemetry/api'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node'
import {
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources'
import { sparingly } from '../logging/sparingly.ts'
import type { LineWriter } from '../logging/sparingly.ts'
import { openMetrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { httpRequestSpans } from './tracing/request-spans.ts'
import { openTracing } from './tracing/open-tracing.ts'
import type { TracingConfig } from './tracing/tracing-config.ts'

export interface Telemetry extends AsyncDisposable {
  readonly metrics: Metrics
}

/**
 * Between two looks at the event loop, each of which wakes an idle process up. The delay that is told is never less; what one watches
 * for is held up for a second.
 */
const eventLoopPrecisionMs = 50

/** @param service such as `sink`; traces call it `calltrail-sink`, unless they are told otherwise */
export async function openTelemetry(
  service: string,
  config: TracingConfig,
  log: LineWriter,
): Promise<Telemetry> {
  diag.setLogger(diagnosticsTo(log), DiagLogLevel.WARN)
  const resource = resourceFromAttributes({ 'service.namespace': 'calltrail', 'host.name': hostname() })
    .merge(resourceFromAttributes({ 'service.name': `calltrail-${service}` }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }))
    .merge(resourceFromAttributes(config.serviceName === null ? {} : { 'service.name': config.serviceName }))
  await using owned = new AsyncDisposableStack()
  const metrics = owned.use(openMetrics(resource))
  owned.use(await openTracing(config, resource, metrics.provider, log))
  const stop = registerInstrumentations({
    meterProvider: metrics.provider,
    instrumentations: [
      httpRequestSpans(),
      new RuntimeNodeInstrumentation({ monitoringPrecision: eventLoopPrecisionMs }),
    ],
  })
  owned.defer(() => stop())
  const all = owned.move()
  return { metrics, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** A trace back-end that is away is told of a few times a minute, and as a warning: no call suffers from it. */
function diagnosticsTo(log: LineWriter): DiagLogger {
  const few = sparingly({ perMinute: 2 })(log)
  const warn = (message: string) => few.warn({ component: 'opentelemetry' }, firstLine(message))
  const unheard = () => {}
  return { error: warn, warn, info: unheard, debug: unheard, verbose: unheard }
}

/** The SDK hands over whole errors as JSON, with their stacks. */
function firstLine(message: string): string {
  try {
    const { message: inner } = JSON.parse(message) as { message?: unknown }
    if (typeof inner === 'string' && inner !== '') return `spans are not sent: ${inner}`
  } catch {
    // Plain text.
  }
  return message.split('\n', 1)[0]!
}
