/**
 * For tests everywhere: the call of the documentation as an event, with the changes that a test is about.
 */
import type { CallEnded } from './generated/calls.ended.v1.ts'
import type { CallEnriched } from './generated/calls.enriched.v1.ts'

export function endedCall(changes: Partial<CallEnded> = {}): CallEnded {
  const conversationId = changes.conversationId ?? 'conversation-111'
  return {
    eventId: `${conversationId}:user-agent-1`,
    conversationId,
    participantId: 'user-agent-1',
    direction: 'INBOUND',
    callerId: '+15551234567',
    calleeId: '+18001234567',
    startedAt: Date.UTC(2026, 2, 14, 10),
    endedAt: Date.UTC(2026, 2, 14, 10, 10, 30),
    durationSeconds: 630,
    recordingId: 'recording-222',
    agentId: 'user-agent-1',
    agentName: 'Agent Smith',
    queueId: 'queue-456',
    queueName: 'Support Queue',
    interactionId: 'interaction-123',
    attributes: { contact_id: '003xx000003SG', account_id: '001xx000002Edc', customer_tier: 'Premium' },
    receivedAt: Date.UTC(2026, 2, 14, 10, 10, 31),
    ...changes,
  }
}

export function enrichedCall(changes: Partial<CallEnriched> = {}): CallEnriched {
  return {
    ...endedCall(changes),
    revision: changes.receivedAt ?? Date.UTC(2026, 2, 14, 10, 10, 31),
    customerPhone: '+15551234567',
    contact: {
      id: '003Sm0000JohnD1IQI',
      name: 'John Doe',
      accountId: '001Sm0000Acme01IQA',
      email: 'john.doe@acme.example',
    },
    contactMatch: 'PHONE',
    contactCandidates: 1,
    recordingUrl: 'https://recordings.example/recording-222?X-Amz-Expires=3600',
    recordingStatus: 'AVAILABLE',
    enrichedAt: Date.UTC(2026, 2, 14, 10, 10, 32),
    ...changes,
  }
}
