/**
 * Where spans go. What is not needed is not loaded.
 */
import { ConsoleSpanExporter } from '@opentelemetry/sdk-trace'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { LineWriter } from '../../logging/sparingly.ts'
import type { ExporterName, TracingConfig } from './tracing-config.ts'

interface ExporterSettings {
  readonly mostUnderWay: number
  readonly log: LineWriter
}

export async function exportersOf(
  config: TracingConfig,
  settings: ExporterSettings,
): Promise<readonly SpanExporter[]> {
  if (config.tracingDisabled) return []
  const hasOtlp = config.otlpEndpoint !== null || config.otlpTracesEndpoint !== null
  const names = config.traceExporters ?? (hasOtlp ? ['otlp' as const] : [])
  const exporters = await Promise.all(names.map((name) => open[name](config, settings)))
  return exporters.filter((exporter) => exporter !== undefined)
}

const open: Record<
  ExporterName,
  (config: TracingConfig, settings: ExporterSettings) => Promise<SpanExporter | undefined>
> = {
  async otlp({ otlpEndpoint, otlpTracesEndpoint, otlpProtocol }, { mostUnderWay, log }) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
    if (otlpProtocol !== spokenProtocol)
      log.warn({ asked: otlpProtocol, spoken: spokenProtocol }, 'OTLP is spoken by HTTP only')
    const url = otlpTracesEndpoint ?? (otlpEndpoint === null ? undefined : `${otlpEndpoint}/v1/traces`)
    return new OTLPTraceExporter({ concurrencyLimit: mostUnderWay, ...(url && { url }) })
  },
  async zipkin({ zipkinEndpoint }) {
    const { ZipkinExporter } = await import('@opentelemetry/exporter-zipkin')
    return new ZipkinExporter({ url: zipkinEndpoint })
  },
  console: async () => new ConsoleSpanExporter(),
  none: async () => undefined,
}

const spokenProtocol = 'http/protobuf'
