/**
 * For tests: the records that a call leaves on its way.
 */
import { endedCall, enrichedCall } from '@calltrail/schemas/testing'
import type { CallLogged } from '@calltrail/schemas'
import type { ToldRecord } from '../domain/story-steps.ts'
import { acceptedAt, callRecord, topicOf } from './call-records.ts'
import type { RecordChanges } from './call-records.ts'

type Changes = Omit<RecordChanges, 'event' | 'timestamp'>

/** @param afterMs when, after the webhook */
export function acceptedRecord(
  afterMs = 0,
  changes: Changes = {},
  call = endedCall({ receivedAt: acceptedAt }),
) {
  const record = callRecord(topicOf('accepted'), { timestamp: acceptedAt + afterMs, ...changes, event: call })
  return { says: 'accepted', record, call } satisfies ToldRecord
}

export function enrichedRecord(afterMs: number, changes: Changes = {}) {
  const call = enrichedCall({ receivedAt: acceptedAt, enrichedAt: acceptedAt + afterMs })
  const record = callRecord(topicOf('enriched'), { timestamp: acceptedAt + afterMs, ...changes, event: call })
  return { says: 'enriched', record, call } satisfies ToldRecord
}

export function loggedRecord(afterMs: number, changes: Changes = {}, outcome: Partial<CallLogged> = {}) {
  const call: CallLogged = {
    eventId: 'conversation-111:user-agent-1',
    conversationId: 'conversation-111',
    result: 'CREATED',
    skipReason: null,
    taskId: '00TSm0000000001MAA',
    contactId: '003Sm0000JohnD1IQI',
    accountId: null,
    leadId: null,
    ownerId: null,
    omittedFields: [],
    taskError: null,
    contactError: null,
    endedAt: acceptedAt - 1_000,
    receivedAt: acceptedAt,
    loggedAt: acceptedAt + afterMs,
    ...outcome,
  }
  const record = callRecord(topicOf('logged'), { timestamp: acceptedAt + afterMs, ...changes, event: call })
  return { says: 'logged', record, call } satisfies ToldRecord
}

/** On its way to the sink's n-th retry, or given up. */
export function failedRecord(afterMs: number, retry: number | 'dead', changes: Changes = {}) {
  const time = (ms: number) => new Date(acceptedAt + ms).toISOString()
  const says = retry === 'dead' ? 'dead-letter' : 'retry'
  const record = callRecord(topicOf(says, 'sink', retry === 'dead' ? 0 : retry), {
    timestamp: acceptedAt + afterMs,
    ...changes,
    headers: {
      'calltrail-attempt': retry === 'dead' ? '4' : String(retry),
      'calltrail-error-code': 'SALESFORCE_ROW_LOCKED',
      'calltrail-error-message': 'UNABLE_TO_LOCK_ROW',
      'calltrail-failed-at': time(afterMs),
      ...(retry !== 'dead' && { 'calltrail-not-before': time(afterMs + 5_000) }),
      ...changes.headers,
    },
  })
  return { says, record } satisfies ToldRecord
}
