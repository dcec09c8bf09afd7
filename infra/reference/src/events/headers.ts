/**
 * The headers of each record, as JSON schema.
 */
import type { PublicEvent } from './public-events.ts'

const required = ['ce_id', 'ce_source', 'ce_type', 'ce_specversion', 'ce_time', 'content-type']

/** CloudEvents 1.0 in Kafka binary mode, where the trace goes on, and whether the record comes late. */
export function headersSchema({ topic, source }: PublicEvent) {
  return {
    type: 'object',
    description: 'Texts in UTF-8. Names that are not listed here may be added: ignore them.',
    required,
    properties: {
      ce_id: text(
        'Identity of the event, the same as its field `eventId`. A later revision of an event has the same.',
        { minLength: 1 },
      ),
      ce_source: text('Who wrote the record.', { const: source }),
      ce_type: text('Type of the event, the same as the topic’s name.', { const: topic.event }),
      ce_specversion: text('Version of CloudEvents.', { const: '1.0' }),
      ce_time: text('When the record was written, in RFC 3339, UTC.', { format: 'date-time' }),
      'content-type': text('How the value is written: Avro, in the registry’s wire format.', {
        const: 'application/avro',
      }),
      'calltrail-late': text(
        'Only on a record that later ones may have overtaken, because it was retried, replayed, followed up or held back while Kafka was away. Whoever keeps the newest of something compares the times first.',
        { const: 'true' },
      ),
      traceparent: text(
        'Where the trace of the call stands, after W3C Trace Context, if Calltrail is traced: a consumer that goes on with it is seen in the same trace.',
        { pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
      ),
      tracestate: text(
        'What belongs to `traceparent` for the tracing vendors in between, if they said something.',
      ),
      baggage: text('W3C Baggage that the call’s trace brought along, if any.'),
    },
  }
}

function text(description: string, rule: Readonly<Record<string, unknown>> = {}) {
  return { type: 'string', description, ...rule }
}
