/**
 * The tests beside the sources that set up tracing. OpenTelemetry keeps the first provider that a process registers, so each has a process
 * of its own; the others share theirs. An architecture test knows if one is missing.
 */
export const tracingTests = [
  'schemas/consumer/src/process-span.test.ts',
  'services/ingress/src/request-trace.test.ts',
  'services/runtime/src/kafka/record-trace.test.ts',
  'services/runtime/src/telemetry/telemetry.test.ts',
  'services/runtime/src/telemetry/tracing/{request-spans,sampling}.test.ts',
]
