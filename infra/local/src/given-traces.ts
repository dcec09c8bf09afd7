import type { TraceBackEnd } from './stack.ts'

/** Any of these says where spans go, or that they go nowhere. */
const variables = [
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
]

/** The trace back-end that the environment names; undefined when it leaves that to us. */
export function givenTraces(env: NodeJS.ProcessEnv): TraceBackEnd | undefined {
  const isDisabled = env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
  if (!isDisabled && !variables.some((name) => env[name]?.trim())) return undefined
  const linkTemplate = env['TRACE_LINK']?.trim()
  return { ...(linkTemplate ? { linkTemplate } : {}), environment: {} }
}
