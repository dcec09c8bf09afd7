/**
 * Starts OpenTelemetry's tracing from its parts. Nothing is patched: what is traced says so itself.
 */
import { context, propagation, trace } from '@opentelemetry/api'
import type { MeterProvider } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { Resource } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import pTimeout from 'p-timeout'
import type { LineWriter } from '../../logging/sparingly.ts'
import { BoundedExporter } from './bounded-exporter.ts'
import { conversationOnSpans } from './conversation.ts'
import { exportersOf } from './exporters.ts'
import { FailuresAlways, samplerOf } from './sampling.ts'
import type { TracingConfig } from './tracing-config.ts'

/** Links are for requests that many records share. An attribute may hold what a stranger has written into a record's header. */
const spanLimits = { linkCountLimit: 1_000, attributeValueLengthLimit: 1_000 }
/** A trace back-end that is away must not hold up the end of a process. */
const flushMs = 2_000

/**
 * Does nothing where no exporter is configured: then spans cost nothing, and a trace that others have begun is passed on.
 * @param meterProvider is told how many spans are sent, and how many are not
 */
export async function openTracing(
  config: TracingConfig,
  resource: Resource,
  meterProvider: MeterProvider,
  log: LineWriter,
): Promise<AsyncDisposable> {
  const { spanQueueSize, spanTimeoutMs } = config
  const batchSize = Math.min(config.spanBatchSize, spanQueueSize)
  // All that is queued leaves at once when the process ends.
  const mostUnderWay = Math.ceil(spanQueueSize / batchSize) + 2
  const exporters = (await exportersOf(config, { mostUnderWay, log })).map(
    (exporter) => new BoundedExporter(exporter, { timeoutMs: spanTimeoutMs, mostUnderWay }),
  )
  if (exporters.length === 0) return { async [Symbol.asyncDispose]() {} }
  const processors = exporters.map(
    (exporter) =>
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: spanQueueSize,
        maxExportBatchSize: batchSize,
        scheduledDelayMillis: config.spanDelayMs,
        // The exporter gives up by itself, and says so.
        exportTimeoutMillis: 2 * spanTimeoutMs,
        selfObsMeterProvider: meterProvider,
      }),
  )
  const provider = new TracerProvider({
    resource,
    sampler: samplerOf(config),
    spanLimits,
    spanProcessors: [conversationOnSpans, ...processors.map((batches) => new FailuresAlways(batches))],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  // What leaves by HTTP has no baggage.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)

  /** Sends what is left. The provider stops waiting with the first batch that fails; the others may still arrive. */
  async function flush(): Promise<void> {
    const shutdown = provider.shutdown().catch(() => {
      log.warn({}, 'not all spans were sent before the end')
    })
    const all = [shutdown, ...exporters.map((exporter) => exporter.idle())]
    await pTimeout(Promise.all(all), { milliseconds: flushMs, fallback: () => undefined })
  }

  return {
    async [Symbol.asyncDispose]() {
      await flush()
      trace.disable()
      context.disable()
      propagation.disable()
    },
  }
}
