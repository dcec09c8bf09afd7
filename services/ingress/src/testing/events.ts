import type { CallEnded } from '@calltrail/schemas'

/** For tests: an event that is right in every field. */
export function callEnded(change: Partial<CallEnded> = {}): CallEnded {
  return {
    eventId: 'conversation-111:user-agent-1',
    conversationId: 'conversation-111',
    participantId: 'user-agent-1',
    direction: 'INBOUND',
    callerId: '+15551234567',
    calleeId: '+18001234567',
    startedAt: Date.UTC(2026, 2, 14, 10),
    endedAt: Date.UTC(2026, 2, 14, 10, 10, 30),
    durationSeconds: 630,
    recordingId: null,
    agentId: null,
    agentName: null,
    queueId: null,
    queueName: null,
    interactionId: null,
    attributes: {},
    receivedAt: Date.UTC(2026, 2, 14, 10, 11),
    ...change,
  }
}
