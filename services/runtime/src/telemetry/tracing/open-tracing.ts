/**
 * Starts OpenTelemetry's tracing from its parts. Nothing is patched: what is traced says so itself.
 */
import { context, metrics, propagation, trace } from '@opentelemetry/api'
import type { MeterProvider } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { Resource } from '@opentelemetry/resources'
import { BatchSpanProcessor, ConsoleSpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { conversationOnSpans } from './conversation.ts'
import { FailuresAlways, samplerOf } from './sampling.ts'
import type { TracingConfig } from './tracing-config.ts'

/** For a shared request: see `on-behalf-of.ts`. */
const linkCountLimit = 1_000

/**
 * Does nothing where no exporter is configured: then spans cost nothing, and a trace that others have begun is passed on.
 * @param meterProvider is told how many spans are sent, and how many are not
 */
export async function openTracing(
  config: TracingConfig,
  resource: Resource,
  meterProvider: MeterProvider,
): Promise<AsyncDisposable> {
  const exporter = config.tracingDisabled ? undefined : await exporterOf(config)
  if (!exporter) return { async [Symbol.asyncDispose]() {} }
  const batches = new BatchSpanProcessor({
    exporter,
    maxQueueSize: config.spanQueueSize,
    maxExportBatchSize: Math.min(config.spanBatchSize, config.spanQueueSize),
    scheduledDelayMillis: config.spanDelayMs,
    exportTimeoutMillis: config.spanTimeoutMs,
    selfObsMeterProvider: meterProvider,
  })
  const provider = new TracerProvider({
    resource,
    sampler: samplerOf(config),
    spanLimits: { linkCountLimit },
    spanProcessors: [conversationOnSpans, new FailuresAlways(batches)],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  // What leaves by HTTP has no baggage.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  return {
    async [Symbol.asyncDispose]() {
      await provider.shutdown()
      trace.disable()
      context.disable()
      propagation.disable()
      metrics.disable()
    },
  }
}

async function exporterOf(config: TracingConfig): Promise<SpanExporter | undefined> {
  const hasOtlp = config.otlpEndpoint !== null || config.otlpTracesEndpoint !== null
  switch (config.traceExporter ?? (hasOtlp ? 'otlp' : 'none')) {
    case 'otlp': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
      const { otlpEndpoint, otlpTracesEndpoint, spanTimeoutMs } = config
      const url = otlpTracesEndpoint ?? (otlpEndpoint === null ? undefined : `${otlpEndpoint}/v1/traces`)
      return new OTLPTraceExporter({ timeoutMillis: spanTimeoutMs, ...(url && { url }) })
    }
    case 'zipkin': {
      const { ZipkinExporter } = await import('@opentelemetry/exporter-zipkin')
      return new ZipkinExporter({ url: config.zipkinEndpoint })
    }
    case 'console':
      return new ConsoleSpanExporter()
    case 'none':
      return undefined
  }
}
