/**
 * How a trace goes on from record to record: W3C trace context and baggage in Kafka headers.
 */
import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api'
import type { Context, TextMapGetter } from '@opentelemetry/api'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import type { IHeaders } from 'kafkajs'
import { headerText } from '../../kafka/event-headers.ts'

const propagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
})

const fromHeaders: TextMapGetter<IHeaders> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => headerText(headers, name),
}

/** Where a record's trace stands. */
export function contextOfHeaders(headers: IHeaders | undefined): Context {
  return propagator.extract(ROOT_CONTEXT, headers ?? {}, fromHeaders)
}

/** The headers by which a trace goes on where `context` stands. */
export function traceHeaders(context: Context): Record<string, string> {
  const headers: Record<string, string> = {}
  propagator.inject(context, headers, { set: (carrier, name, value) => void (carrier[name] = value) })
  return headers
}

/** The headers by which a trace of something that has failed goes on: as one that is sampled, so that nothing of what follows is missed. */
export function traceHeadersOfFailure(context: Context): Record<string, string> {
  const spanContext = trace.getSpanContext(context)
  if (!spanContext) return traceHeaders(context)
  return traceHeaders(
    trace.setSpanContext(context, {
      ...spanContext,
      traceFlags: spanContext.traceFlags | TraceFlags.SAMPLED,
    }),
  )
}

/** The value for a `traceparent` header; undefined where there is no trace. */
export function traceparentOf(context: Context): string | undefined {
  return traceHeaders(context)['traceparent']
}
