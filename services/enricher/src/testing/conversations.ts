/** For tests: conversations of the documentation's call, with what a test is about. */
import type { Conversation, Participant } from '../domain/conversation.ts'

/** A moment of the documentation's call. */
export const at = (minutes: number, seconds = 0) => Date.UTC(2026, 2, 14, 10, minutes, seconds)

function participant(changes: Partial<Participant>): Participant {
  return {
    id: 'participant-1',
    purpose: 'customer',
    direction: 'INBOUND',
    ani: '+15551234567',
    dnis: '+18001234567',
    userId: null,
    userName: null,
    queueId: null,
    queueName: null,
    answeredAt: at(0),
    endedAt: at(10, 30),
    isListener: false,
    wrapUp: null,
    wrapUpSkipped: false,
    attributes: {},
    ...changes,
  }
}

export const customer = (changes: Partial<Participant> = {}) =>
  participant({ id: 'participant-customer-1', ...changes })

export const queue = () =>
  participant({ id: 'participant-acd-1', purpose: 'acd', queueId: 'queue-456', queueName: 'Support Queue' })

/** An agent of the queue; `user-agent-1` is both user and participant in the documentation's payload. */
export function agent(userId = 'user-agent-1', changes: Partial<Participant> = {}): Participant {
  const ofQueue = { queueId: 'queue-456', queueName: 'Support Queue', answeredAt: at(0, 15) }
  return participant({
    id: userId,
    purpose: 'agent',
    userId,
    userName: 'Agent Smith',
    ...ofQueue,
    ...changes,
  })
}

export const resolved = { code: 'wrap-up-resolved', name: 'Resolved', notes: 'Reset the router.' }

export function conversation(
  participants: readonly Participant[] = [customer(), queue(), agent()],
  changes: Partial<Conversation> = {},
): Conversation {
  return {
    id: 'conversation-111',
    startedAt: at(0),
    endedAt: at(10, 30),
    isRecorded: null,
    tellsAttributes: true,
    participants,
    ...changes,
  }
}
