import { httpUrl, integer, key, oneOf, text, textList } from '../../config.ts'
import type { Config } from '../../config.ts'
import { z } from 'zod'

const exporterNames = ['otlp', 'zipkin', 'console', 'none'] as const
export type ExporterName = (typeof exporterNames)[number]

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/** OpenTelemetry's own variables, as far as they are heeded. */
export const tracingConfig = {
  tracingDisabled: key({
    env: 'OTEL_SDK_DISABLED',
    parse: z
      .string()
      .toLowerCase()
      .pipe(oneOf(['true', 'false']))
      .transform((value) => value === 'true'),
    fallback: false,
    doc: 'Whether nothing is traced. Metrics are served all the same.',
  }),
  traceExporters: key<readonly ExporterName[] | null>({
    env: 'OTEL_TRACES_EXPORTER',
    parse: textList.pipe(z.array(z.enum(exporterNames, { error: `must be of ${exporterNames.join(', ')}` }))),
    fallback: null,
    doc: 'Where spans go: otlp (by HTTP), zipkin, console or none; several separated by commas. Default: otlp when an address for it is set, or else none.',
  }),
  otlpEndpoint: key<string | null>({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    parse: httpUrl,
    fallback: null,
    doc: 'Address that spans are sent to by OTLP over HTTP, such as http://collector:4318, without /v1/traces. OTEL_EXPORTER_OTLP_HEADERS, _TIMEOUT and _COMPRESSION are heeded, too.',
  }),
  otlpTracesEndpoint: key<string | null>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    parse: httpUrl,
    fallback: null,
    doc: 'The same for spans alone, with the whole path.',
  }),
  otlpProtocol: key({
    env: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    parse: text,
    fallback: 'http/protobuf',
    doc: 'How OTLP is spoken. Another one is not: the log warns of that.',
  }),
  zipkinEndpoint: key({
    env: 'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
    parse: httpUrl,
    fallback: 'http://localhost:9411/api/v2/spans',
    doc: 'Address that spans are sent to when OTEL_TRACES_EXPORTER is zipkin.',
  }),
  sampler: key<(typeof samplers)[number]>({
    env: 'OTEL_TRACES_SAMPLER',
    parse: oneOf(samplers),
    fallback: 'parentbased_always_on',
    doc: 'Which traces are sent; with parentbased_, whoever has begun a trace decides. What fails is sent all the same, from the process in which it fails.',
  }),
  samplerRatio: key({
    env: 'OTEL_TRACES_SAMPLER_ARG',
    parse: z
      .string()
      .trim()
      .regex(/^(0|1|0?\.\d+|1\.0+|0\.\d+)$/, 'must be a number from 0 to 1')
      .transform(Number),
    fallback: 1,
    doc: 'The share of traces that a sampler with traceidratio sends, from 0 to 1.',
  }),
  serviceName: key<string | null>({
    env: 'OTEL_SERVICE_NAME',
    parse: text,
    fallback: null,
    doc: 'What the process is called in traces. Default: calltrail- and the service’s name. OTEL_RESOURCE_ATTRIBUTES is heeded, too.',
  }),
  spanQueueSize: key({
    env: 'OTEL_BSP_MAX_QUEUE_SIZE',
    parse: integer(1, 1_000_000),
    fallback: 20_000,
    doc: 'Most spans that wait to be sent. More than that are dropped, and counted: a trace back-end that is away holds up no call.',
  }),
  spanBatchSize: key({
    env: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    parse: integer(1, 100_000),
    fallback: 1_000,
    doc: 'Most spans of one request.',
  }),
  spanDelayMs: key({
    env: 'OTEL_BSP_SCHEDULE_DELAY',
    parse: integer(1, 600_000),
    fallback: 1_000,
    doc: 'How long spans wait for company, in milliseconds.',
  }),
  spanTimeoutMs: key({
    env: 'OTEL_BSP_EXPORT_TIMEOUT',
    parse: integer(1, 600_000),
    fallback: 5_000,
    doc: 'How long the trace back-end may take over a request, in milliseconds. What it has not taken by then is lost, and counted.',
  }),
}

export type TracingConfig = Config<typeof tracingConfig>
