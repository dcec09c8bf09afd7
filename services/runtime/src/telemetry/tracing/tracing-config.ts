import { httpUrl, integer, key, oneOf, text } from '../../config.ts'
import type { Config } from '../../config.ts'
import { z } from 'zod'

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
    parse: oneOf(['true', 'false']).transform((value) => value === 'true'),
    fallback: false,
    doc: 'Whether nothing is traced. Metrics are served all the same.',
  }),
  traceExporter: key<'otlp' | 'zipkin' | 'console' | 'none' | null>({
    env: 'OTEL_TRACES_EXPORTER',
    parse: oneOf(['otlp', 'zipkin', 'console', 'none']),
    fallback: null,
    doc: 'Where spans go: otlp (by HTTP), zipkin, console or none. Default: otlp when an address for it is set, or else none.',
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
    parse: oneOf(['http/protobuf'], 'must be http/protobuf: Calltrail speaks no other'),
    fallback: 'http/protobuf',
    doc: 'How OTLP is spoken.',
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
    doc: 'Which traces are sent. What fails is sent all the same, from the process in which it fails.',
  }),
  samplerRatio: key({
    env: 'OTEL_TRACES_SAMPLER_ARG',
    parse: z.coerce
      .number('must be a number from 0 to 1')
      .min(0, 'must be at least 0')
      .max(1, 'must be at most 1') as unknown as z.ZodType<number, string>,
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
    doc: 'How long the trace back-end may take over a request, in milliseconds.',
  }),
}

export type TracingConfig = Config<typeof tracingConfig>
