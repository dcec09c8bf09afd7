import { SpanKind, trace } from '@opentelemetry/api'
import type { Attributes, Context } from '@opentelemetry/api'
import { markFailed } from '../telemetry/tracing/on-behalf-of.ts'
import { traceHeaders, traceHeadersOfFailure } from '../telemetry/tracing/propagation.ts'
import { tracer } from '../telemetry/tracing/tracer.ts'

/** A record that is being sent. */
export interface SendSpan {
  /** By which its trace goes on where it is read. */
  readonly headers: Readonly<Record<string, string>>
  /** @param error why it was not sent */
  end(error?: unknown): void
}

/**
 * @param parent where whatever brings the record about belongs
 * @param isFailure whether the record is sent because something has failed
 */
export function beginSend(
  topic: string,
  eventId: string | undefined,
  parent: Context,
  { isFailure = false } = {},
): SendSpan {
  const attributes = messagingAttributes('send', topic, eventId)
  const span = tracer.startSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, attributes }, parent)
  const within = trace.setSpan(parent, span)
  return {
    headers: isFailure ? traceHeadersOfFailure(within) : traceHeaders(within),
    end(error) {
      if (error !== undefined) markFailed(span, error)
      span.end()
    },
  }
}

/** As OpenTelemetry's conventions for messaging have them. */
export function messagingAttributes(
  operation: 'process' | 'send',
  topic: string,
  eventId: string | undefined,
): Attributes {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': topic,
    ...(eventId !== undefined && { 'messaging.message.id': eventId }),
  }
}
