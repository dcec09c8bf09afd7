/**
 * A conversation as analytics (`GET /api/v2/analytics/conversations/details`) tells it, in our words. Phone calls are sessions of the media
 * type voice; their segments say what went on in them.
 */
import { z } from 'zod'
import type { Conversation, Participant, WrapUp } from '../domain/conversation.ts'
import { direction, flag, moment, phoneNumber, words } from './genesys-values.ts'

const segment = z.object({
  segmentType: z.string().catch(''),
  segmentStart: moment,
  segmentEnd: moment,
  queueId: words,
  wrapUpCode: words,
  wrapUpNote: words,
})

const session = z.object({
  mediaType: z.string().catch(''),
  direction,
  ani: phoneNumber,
  dnis: phoneNumber,
  recording: flag,
  acwSkipped: flag,
  monitoredParticipantId: words,
  coachedParticipantId: words,
  segments: z.array(segment).catch([]),
})

const participant = z.object({
  participantId: z.string(),
  participantName: words,
  purpose: z.string().catch(''),
  userId: words,
  sessions: z.array(session).catch([]),
})

const conversation = z.object({
  conversationId: z.string(),
  conversationStart: moment,
  conversationEnd: moment,
  participants: z.array(participant),
})

/** undefined when the answer is no conversation. */
export function readAnalyticsConversation(body: unknown): Conversation | undefined {
  const { data } = conversation.safeParse(body)
  if (!data || data.conversationStart === null) return undefined
  const spoken = data.participants.flatMap((one) => {
    const voices = one.sessions.filter(({ mediaType }) => mediaType === 'voice')
    return voices.length > 0 ? [{ ...one, sessions: voices }] : []
  })
  return {
    id: data.conversationId,
    startedAt: data.conversationStart,
    endedAt: data.conversationEnd,
    isRecorded: isRecorded(spoken.flatMap(({ sessions }) => sessions)),
    tellsAttributes: false,
    participants: spoken.map(participantOf),
  }
}

type Session = z.output<typeof session>

function isRecorded(sessions: readonly Session[]): boolean | null {
  if (sessions.some(({ recording }) => recording === true)) return true
  return sessions.length > 0 && sessions.every(({ recording }) => recording === false) ? false : null
}

function participantOf(one: z.output<typeof participant>): Participant {
  const first = one.sessions[0]!
  const segments = one.sessions.flatMap((of) => of.segments)
  // To be on hold is to be in the call; to be rung, to dial and to wrap up are not.
  const talk = segments.filter(({ segmentType }) => /^(interact|hold)$/i.test(segmentType))
  const starts = talk.flatMap(({ segmentStart }) => segmentStart ?? [])
  const ends = talk.map(({ segmentEnd }) => segmentEnd)
  return {
    id: one.participantId,
    purpose: one.purpose,
    direction: first.direction,
    ani: first.ani,
    dnis: first.dnis,
    userId: one.userId,
    userName: one.userId === null ? null : one.participantName,
    queueId: segments.findLast(({ queueId }) => queueId !== null)?.queueId ?? null,
    queueName: null,
    answeredAt: starts.length > 0 ? Math.min(...starts) : null,
    endedAt: ends.includes(null) || ends.length === 0 ? null : Math.max(...(ends as number[])),
    isListener: one.sessions.every((of) => (of.monitoredParticipantId ?? of.coachedParticipantId) !== null),
    wrapUp: wrapUpOf(segments),
    wrapUpSkipped: one.sessions.some(({ acwSkipped }) => acwSkipped === true),
    attributes: {},
  }
}

/** An agent may wrap up more than once, when the call came back; the last word counts. */
function wrapUpOf(segments: readonly z.output<typeof segment>[]): WrapUp | null {
  const said = segments.findLast(({ wrapUpCode, wrapUpNote }) => (wrapUpCode ?? wrapUpNote) !== null)
  return said ? { code: said.wrapUpCode, name: null, notes: said.wrapUpNote } : null
}
