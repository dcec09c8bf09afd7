/**
 * The trace of a call goes on where its event is handled, if the process has an OpenTelemetry SDK; without one all of this does nothing.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
 */
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Attributes, Context, Link } from '@opentelemetry/api'
import type { EventRecord } from './record.ts'

/** What is handled later than that begins a trace of its own: nobody looks for the end of a trace so long after its beginning. */
const longestWaitInTraceMs = 300_000

/** Runs `work` within a span of the kind consumer, below the span that sent the record. */
export async function withinProcessSpan(
  record: EventRecord,
  groupId: string,
  work: () => void | Promise<void>,
): Promise<void> {
  const { parent, links } = originOf(record)
  const tracer = trace.getTracer('@calltrail/consumer')
  const options = { kind: SpanKind.CONSUMER, attributes: attributesOf(record, groupId), links }
  const span = tracer.startSpan(`process ${record.topic}`, options, parent)
  try {
    await context.with(trace.setSpan(parent, span), work)
  } catch (error) {
    // Its message may hold personal data, and is the handler's to tell.
    span.setAttribute('error.type', error instanceof Error ? error.name : 'Error')
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

function originOf({ headers, publishedAt }: EventRecord): {
  readonly parent: Context
  readonly links: Link[]
} {
  const sender = propagation.extract(ROOT_CONTEXT, headers)
  const sent = trace.getSpanContext(sender)
  if (!sent || Date.now() - publishedAt <= longestWaitInTraceMs) return { parent: sender, links: [] }
  return { parent: ROOT_CONTEXT, links: [{ context: sent }] }
}

function attributesOf({ topic, partition, offset, headers }: EventRecord, groupId: string): Attributes {
  return {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.destination.partition.id': String(partition),
    'messaging.kafka.offset': Number(offset),
    'messaging.consumer.group.name': groupId,
    ...(headers['ce_id'] !== undefined && { 'messaging.message.id': headers['ce_id'] }),
  }
}
