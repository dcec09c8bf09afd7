import type { CallEnded } from '@calltrail/schemas'
import type { CallEndedPayload } from './call-ended-payload.ts'
import { eventIdOf } from './event-id.ts'

/** The event as the rest of Calltrail knows it. */
export function toCallEnded(payload: CallEndedPayload, receivedAt: number): CallEnded {
  return {
    eventId: eventIdOf(payload.conversationId, payload.participantId),
    conversationId: payload.conversationId,
    participantId: payload.participantId,
    direction: payload.direction,
    callerId: payload.callerId,
    calleeId: payload.calleeId,
    startedAt: payload.startTime,
    endedAt: payload.endTime,
    durationSeconds: payload.durationSeconds,
    recordingId: payload.recordingId,
    agentId: payload.agentId,
    agentName: payload.agentName,
    queueId: payload.queueId,
    queueName: payload.queueName,
    interactionId: payload.interactionId,
    attributes: payload.attributes,
    receivedAt,
  }
}
