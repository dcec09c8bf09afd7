/**
 * Events as the rest of Calltrail knows them.
 */
import type { CallEnded } from '@calltrail/schemas'
import type { CallEndedPayload } from './call-ended-payload.ts'
import type { CustomerEnd } from './customer-end.ts'
import { eventIdOf } from './event-id.ts'

/** One participant's leg of a conversation, told in full. */
export function toCallEnded(payload: CallEndedPayload, receivedAt: number): CallEnded {
  return {
    eventId: eventIdOf(payload.conversationId, payload.participantId),
    conversationId: payload.conversationId,
    participantId: payload.participantId,
    scope: 'PARTICIPANT',
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

/**
 * The customer's side of a whole conversation. Its id is the conversation's, because the enricher makes of it what the agents' legs are:
 * the participant is the customer, and nobody's leg.
 */
export function toConversationEnded(customerEnd: CustomerEnd, receivedAt: number): CallEnded {
  const { conversationId, participantId, direction, ani, dnis, eventTime, interactingDurationMs } =
    customerEnd
  return {
    eventId: eventIdOf(conversationId, null),
    conversationId,
    participantId,
    scope: 'CONVERSATION',
    direction,
    callerId: ani,
    calleeId: dnis,
    startedAt: eventTime - interactingDurationMs,
    endedAt: eventTime,
    durationSeconds: Math.round(interactingDurationMs / 1_000),
    recordingId: null,
    agentId: null,
    agentName: null,
    queueId: null,
    queueName: null,
    interactionId: null,
    attributes: {},
    receivedAt,
  }
}
