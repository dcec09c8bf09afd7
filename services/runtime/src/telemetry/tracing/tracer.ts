import { trace } from '@opentelemetry/api'

/** Makes all spans of ours. Before the SDK is started, and without it, its spans do nothing. */
export const tracer = trace.getTracer('calltrail')
