/**
 * Which events a conversation that has ended should have given rise to.
 */
import { directionOf, isAgent, voiceSessionsOf } from './conversation.ts'
import type { Conversation, Participant, Segment } from './conversation.ts'

/** What one event tells of: one agent's part of a conversation, or the whole of one that no agent took part in. */
export interface ExpectedEvent {
  readonly eventId: string
  readonly conversation: Conversation
  readonly leg: Leg | undefined
}

/** One agent's part of a conversation. */
export interface Leg {
  readonly participantId: string
  readonly userId: string | undefined
  readonly name: string | undefined
  readonly queueId: string | undefined
  /** When the agent came to it; the wrap-up is not part of it. */
  readonly startedAt: number
  readonly endedAt: number | undefined
}

/**
 * One event for each agent who took part; one for the whole when none did. Of a call between colleagues one is enough: it has no
 * customer to be logged on, and the two ends would tell the same.
 */
export function expectedEvents(conversation: Conversation): ExpectedEvent[] {
  const { conversationId } = conversation
  const legs = legsOf(conversation)
  if (legs.length === 0) return [{ eventId: conversationId, conversation, leg: undefined }]
  const told = directionOf(conversation) === 'INTERNAL' ? legs.slice(0, 1) : legs
  return told.map((leg) => ({ eventId: `${conversationId}:${leg.participantId}`, conversation, leg }))
}

/** The parts of the agents who took the call, in the order in which they did. Who was only alerted took no part. */
export function legsOf({ participants }: Conversation): Leg[] {
  return participants
    .filter(isAgent)
    .flatMap((participant) => legOf(participant) ?? [])
    .toSorted((a, b) => a.startedAt - b.startedAt)
}

/** To be on hold is to be in the call; to be rung and to dial are not. */
const talking = new Set(['interact', 'hold'])
/** An agent who was only rung has nothing but these; who calls in vain has `dialing`, and has taken part. */
const notTakingPart = new Set(['alert', 'contacting', 'delay', 'wrapup'])

function legOf(participant: Participant): Leg | undefined {
  const segments = voiceSessionsOf(participant).flatMap((session) => session.segments)
  const talk = segments.filter(({ type }) => talking.has(type))
  const taken = talk.length > 0 ? talk : segments.filter(({ type }) => !notTakingPart.has(type))
  if (taken.length === 0) return undefined
  return {
    participantId: participant.participantId,
    userId: participant.userId,
    name: participant.name,
    queueId: segments.find(({ queueId }) => queueId !== undefined)?.queueId,
    startedAt: Math.min(...taken.map(({ startedAt }) => startedAt)),
    endedAt: lastEnd(taken),
  }
}

function lastEnd(segments: readonly Segment[]): number | undefined {
  const ends = segments.flatMap(({ endedAt }) => endedAt ?? [])
  return ends.length === 0 ? undefined : Math.max(...ends)
}
