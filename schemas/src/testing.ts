/**
 * For tests everywhere: the call of the documentation as an event, with the changes that a test is about.
 */
import type { CallEnded } from './generated/calls.ended.v1.ts'
import type { CallEnriched } from './generated/calls.enriched.v1.ts'
import type { CallLogged } from './generated/calls.logged.v1.ts'

export function endedCall(changes: Partial<CallEnded> = {}): CallEnded {
  const conversationId = changes.conversationId ?? 'conversation-111'
  return {
    eventId: `${conversationId}:user-agent-1`,
    conversationId,
    participantId: 'user-agent-1',
    scope: 'PARTICIPANT',
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
  const { scope: _, ...ended } = endedCall(changes)
  return {
    ...ended,
    revision: changes.receivedAt ?? Date.UTC(2026, 2, 14, 10, 10, 31),
    customerPhone: '+15551234567',
    contact: {
      id: '003Sm0000JohnD1IQI',
      name: 'John Doe',
      accountId: '001Sm0000Acme01IQA',
      email: 'john.doe@acme.example',
      isPersonAccount: false,
    },
    lead: null,
    accountId: '001Sm0000Acme01IQA',
    contactMatch: 'PHONE',
    contactCandidates: 1,
    recordingUrl: 'https://recordings.example/recording-222?X-Amz-Expires=3600',
    recordingUrlExpiresAt: Date.UTC(2026, 2, 14, 11, 10, 32),
    recordingLink: 'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/conversation-111',
    recordingStatus: 'AVAILABLE',
    agentEmail: 'agent.smith@calltrail.example',
    wrapUpCode: null,
    wrapUpName: null,
    wrapUpNotes: null,
    transferred: null,
    outcome: 'COMPLETED',
    enrichedAt: Date.UTC(2026, 2, 14, 10, 10, 32),
    ...changes,
  }
}

/** What became of the call: a new Task on its contact. */
export function loggedEvent(changes: Partial<CallLogged> = {}): CallLogged {
  const { eventId, conversationId, endedAt, receivedAt, contact } = enrichedCall()
  return {
    eventId,
    conversationId,
    result: 'CREATED',
    skipReason: null,
    taskId: '00TSm0000000001IAA',
    contactId: contact!.id,
    accountId: contact!.accountId,
    leadId: null,
    ownerId: null,
    omittedFields: [],
    taskError: null,
    contactError: null,
    endedAt,
    receivedAt,
    loggedAt: receivedAt + 2_000,
    ...changes,
  }
}
