/**
 * For tests: conversations as Genesys's analytics tells of them.
 */
import type { Conversation, Participant, Segment, Session } from '../domain/conversation.ts'

/** When the conversations of the tests begin. */
export const startedAt = Date.parse('2026-03-14T10:00:00Z')

/** Seconds after {@link startedAt}. */
const at = (seconds: number) => startedAt + seconds * 1_000

export function segment(type: string, from: number, to: number, changes: Partial<Segment> = {}): Segment {
  return { type, queueId: undefined, startedAt: at(from), endedAt: at(to), ...changes }
}

export function voice(segments: readonly Segment[], changes: Partial<Session> = {}): Session {
  return {
    mediaType: 'voice',
    direction: 'inbound',
    ani: 'tel:+15551234567',
    dnis: 'tel:+18001234567',
    isSupervision: false,
    segments,
    ...changes,
  }
}

export function participant(
  purpose: string,
  sessions: readonly Session[],
  changes: Partial<Participant> = {},
): Participant {
  return { participantId: `${purpose}-1`, purpose, name: undefined, userId: undefined, sessions, ...changes }
}

export const customer = participant('customer', [voice([segment('interact', 0, 630)])])

/** An agent who took the call. @param id of the participant; the user is `user-<id>` */
export function agent(id: string, from = 15, to = 630, changes: Partial<Participant> = {}): Participant {
  const queueId = 'queue-456'
  const segments = [
    segment('alert', from - 3, from, { queueId }),
    segment('interact', from, to, { queueId }),
    segment('wrapup', to, to + 20, { queueId }),
  ]
  return participant('agent', [voice(segments)], { participantId: id, userId: `user-${id}`, ...changes })
}

/** An inbound call that one agent took, with the changes that a test is about. */
export function conversation(changes: Partial<Conversation> = {}): Conversation {
  return {
    conversationId: 'conversation-111',
    startedAt,
    endedAt: at(630),
    originatingDirection: 'inbound',
    participants: [customer, agent('agent-1')],
    ...changes,
  }
}
