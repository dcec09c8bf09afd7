import type { DeadLetterRecord, RecordHeaders } from '../domain/dead-letter.ts'
import { deadLetterOf } from '../domain/dead-letter.ts'
import type { OpenDeadLetter } from '../dead-letters/open-dead-letters.ts'

/** When the dead letters of the tests failed. */
export const failedAt = Date.parse('2026-03-14T10:00:00Z')

/** A record as the enricher writes it, with the changes that a test is about; a header that is set to undefined is left out. */
export function deadLetterRecord(
  offset: number,
  changes: Partial<Omit<DeadLetterRecord, 'headers'>> & { readonly headers?: RecordHeaders } = {},
): DeadLetterRecord {
  const { headers: changedHeaders, ...others } = changes
  const headers: RecordHeaders = {
    ce_id: Buffer.from(`conversation-${offset}:agent-1`),
    'calltrail-stage': Buffer.from('enricher'),
    'calltrail-attempt': Buffer.from('4'),
    'calltrail-error-code': Buffer.from('SALESFORCE_ROW_LOCKED'),
    'calltrail-error-message': Buffer.from('UNABLE_TO_LOCK_ROW'),
    'calltrail-first-failed-at': Buffer.from('2026-03-14T09:48:00.000Z'),
    'calltrail-failed-at': Buffer.from('2026-03-14T10:00:00.000Z'),
    'calltrail-origin-topic': Buffer.from('calls.ended.v1'),
    'calltrail-origin-partition': Buffer.from('7'),
    'calltrail-origin-offset': Buffer.from('42'),
    'calltrail-replayed': Buffer.from('0'),
    traceparent: Buffer.from('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
    ...changedHeaders,
  }
  return {
    place: { stage: 'enricher', partition: 0, offset },
    key: Buffer.from(`conversation-${offset}`),
    value: Buffer.from(JSON.stringify({ eventId: `conversation-${offset}:agent-1` })),
    timestamp: failedAt + offset,
    ...others,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
  }
}

export function openDeadLetter(...args: Parameters<typeof deadLetterRecord>): OpenDeadLetter {
  const record = deadLetterRecord(...args)
  return { record, deadLetter: deadLetterOf(record) }
}
