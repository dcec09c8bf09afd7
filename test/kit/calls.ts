/**
 * Builders: a call with every value that a test does not care about.
 */
import { randomUUID } from 'node:crypto'
import type { CallEnded, CallEnriched } from '@calltrail/schemas'

/** The seed's payload, under an identity of its own. */
export function callPayload(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    conversationId: `conversation-${randomUUID()}`,
    participantId: 'user-agent-1',
    conversationType: 'phone',
    callerId: '+15551234567',
    calleeId: '+18001234567',
    direction: 'INBOUND',
    startTime: '2026-03-14T10:00:00Z',
    endTime: '2026-03-14T10:10:30Z',
    durationSeconds: 630,
    recordingId: 'recording-222',
    agentId: 'user-agent-1',
    agentName: 'Agent Smith',
    queueId: 'queue-456',
    queueName: 'Support Queue',
    interactionId: 'interaction-123',
    attributes: { customer_tier: 'Premium' },
    ...changes,
  }
}

export function endedCall(changes: Partial<CallEnded> = {}): CallEnded {
  const conversationId = changes.conversationId ?? `conversation-${randomUUID()}`
  return {
    eventId: `${conversationId}:user-agent-1`,
    conversationId,
    participantId: 'user-agent-1',
    direction: 'INBOUND',
    callerId: '+15551234567',
    calleeId: '+18001234567',
    startedAt: Date.parse('2026-03-14T10:00:00Z'),
    endedAt: Date.parse('2026-03-14T10:10:30Z'),
    durationSeconds: 630,
    recordingId: 'recording-222',
    agentId: 'user-agent-1',
    agentName: 'Agent Smith',
    queueId: 'queue-456',
    queueName: 'Support Queue',
    interactionId: 'interaction-123',
    attributes: { customer_tier: 'Premium' },
    receivedAt: Date.parse('2026-03-14T10:10:31Z'),
    ...changes,
  }
}

export function enrichedCall(changes: Partial<CallEnriched> = {}): CallEnriched {
  return {
    ...endedCall(changes),
    customerPhone: '+15551234567',
    contact: { id: '003000000000001AAA', name: 'John Doe', accountId: '001000000000001AAA', email: null },
    contactMatch: 'PHONE',
    contactCandidates: 1,
    recordingUrl: 'https://recordings.example/recording-222?X-Amz-Expires=3600',
    recordingStatus: 'AVAILABLE',
    enrichedAt: Date.parse('2026-03-14T10:10:32Z'),
    ...changes,
  }
}
