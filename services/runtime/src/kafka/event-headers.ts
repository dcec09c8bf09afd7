import type { EventName } from '@calltrail/schemas'
import type { IHeaders } from 'kafkajs'

/**
 * The headers of an event, after CloudEvents 1.0 in Kafka binary mode.
 * @param source who publishes it, for example `/calltrail/enricher`
 * @param now epoch milliseconds
 */
export function eventHeaders(event: EventName, eventId: string, source: string, now: number): IHeaders {
  return {
    ce_id: eventId,
    ce_source: source,
    ce_type: event,
    ce_specversion: '1.0',
    ce_time: new Date(now).toISOString(),
    'content-type': 'application/avro',
  }
}

/** A header's text; of a repeated header the last one. */
export function headerText(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name]
  return (Array.isArray(value) ? value.at(-1) : value)?.toString()
}

/**
 * Marks an event that later ones may have overtaken on its way, so that whoever keeps the newest of something compares it first. It stays
 * on whatever is made of the event.
 */
export const lateHeader = { 'calltrail-late': 'true' } as const

export function isLate(headers: IHeaders | undefined): boolean {
  return headerText(headers, 'calltrail-late') === 'true'
}
