/**
 * Builders: a call with every value that a test does not care about.
 */
import { randomUUID } from 'node:crypto'
import type { CallEnded } from '@calltrail/schemas'
import { endedCall as documentedCall } from '@calltrail/schemas/testing'

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
  return documentedCall({ conversationId: `conversation-${randomUUID()}`, ...changes })
}
