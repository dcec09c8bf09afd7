import {
  type CompactConversation,
  compactConversationSchema,
  type ConversationLeg,
  type ReadCompactConversation,
} from './compact-conversation.ts'
import type { Directory } from './directory.ts'
import type { PlatformConversation, PlatformParticipant, PlatformSession } from './platform-conversation.ts'

/** When the API begins to show a participant's wrap-up, counted from when the conversation was put. */
export type WrapUpDelays = Readonly<Record<string, number>>

export interface ExpandedConversation {
  readonly conversation: PlatformConversation
  readonly wrapUpDelaysMs: WrapUpDelays
}

const DIVISION = { id: 'division-home', selfUri: '/api/v2/authorization/divisions/division-home' }

/** The conversation as the Platform API shows it. @param nowMs when it ended, if it does not say when it began. */
export function expandConversation(
  id: string,
  input: CompactConversation,
  directory: Directory,
  nowMs: number,
): ExpandedConversation {
  const compact = compactConversationSchema.parse(input)
  const startMs = compact.startTime
    ? Date.parse(compact.startTime)
    : Math.floor(nowMs) - compact.durationSeconds * 1_000
  const legs = compact.legs.map((leg, index) => ({
    ...leg,
    participantId: leg.participantId ?? `${id}-${leg.purpose}-${index + 1}`,
  }))
  const participants = legs.map((leg) => expandLeg(leg, compact, startMs, directory))
  const delays = legs.flatMap(({ participantId, wrapUp }) =>
    wrapUp ? [[participantId, wrapUp.availableAfterMs] as const] : [],
  )
  return {
    conversation: {
      id,
      startTime: isoAt(startMs, 0),
      endTime: isoAt(startMs, compact.durationSeconds),
      address: telOf(compact.direction === 'inbound' ? compact.ani : compact.dnis),
      participants,
      recordingState: 'NONE',
      divisions: [{ division: DIVISION, entities: [] }],
    },
    wrapUpDelaysMs: Object.fromEntries(delays),
  }
}

interface IdentifiedLeg extends ConversationLeg {
  readonly participantId: string
}

function expandLeg(
  leg: IdentifiedLeg,
  conversation: ReadCompactConversation,
  startMs: number,
  directory: Directory,
): PlatformParticipant {
  const { purpose, userId, queueId, wrapUp, participantId } = leg
  const session = expandSession(leg, conversation, startMs)
  const endSeconds = leg.endSeconds ?? conversation.durationSeconds
  const queue = queueId === undefined ? undefined : directory.queues.get(queueId)
  const user = userId === undefined ? undefined : directory.users.get(userId)
  const name = leg.name ?? user?.name ?? (purpose === 'acd' ? queue?.name : undefined)
  const isHandler = purpose === 'agent' || purpose === 'user'
  return {
    id: participantId,
    startTime: isoAt(startMs, leg.startSeconds),
    ...(session.connectedTime !== undefined && { connectedTime: session.connectedTime }),
    endTime: isoAt(startMs, endSeconds),
    ...(name !== undefined && { name }),
    ...(userId !== undefined && { userId, userUri: `/api/v2/users/${userId}` }),
    ...(queueId !== undefined && { queueId, queueName: queue?.name ?? queueId }),
    purpose,
    ...(leg.consultOf !== undefined && { consultParticipantId: leg.consultOf }),
    ...(!isHandler && { address: telOf(conversation.ani) }),
    ani: telOf(conversation.ani),
    dnis: telOf(conversation.dnis),
    wrapupRequired: purpose === 'agent' && wrapUp !== undefined,
    ...(isHandler && { wrapupPrompt: 'optional', alertingTimeoutMs: 30_000 }),
    ...(wrapUp && {
      wrapup: {
        code: wrapUp.code,
        name: directory.wrapUpCodes.get(wrapUp.code)?.name ?? wrapUp.code,
        ...(wrapUp.notes !== undefined && { notes: wrapUp.notes }),
        tags: [],
        durationSeconds: wrapUp.durationSeconds,
        endTime: isoAt(startMs, endSeconds + wrapUp.durationSeconds),
        provisional: false,
      },
    }),
    mediaRoles: ['full'],
    attributes: leg.attributes,
    calls: leg.mediaType === 'voice' ? [session] : [],
    callbacks: leg.mediaType === 'callback' ? [session] : [],
    conversationRoutingData: { priority: 0, skills: [], scoredAgents: [] },
  }
}

const DISCONNECT_TYPES: Readonly<Record<ConversationLeg['purpose'], string>> = {
  customer: 'client',
  external: 'client',
  ivr: 'transfer',
  acd: 'transfer',
  agent: 'peer',
  user: 'peer',
  voicemail: 'peer',
}

function expandSession(
  leg: IdentifiedLeg,
  conversation: ReadCompactConversation,
  startMs: number,
): PlatformSession {
  const answerSeconds = leg.answerSeconds === undefined ? leg.startSeconds : leg.answerSeconds
  const endTime = isoAt(startMs, leg.endSeconds ?? conversation.durationSeconds)
  const disconnectType =
    leg.disconnectType ?? (answerSeconds === null ? 'client' : DISCONNECT_TYPES[leg.purpose])
  const numbers =
    leg.mediaType === 'callback'
      ? { callbackNumbers: [conversation.dnis], callbackUserName: 'Customer', callerId: conversation.ani }
      : { self: addressOf(conversation.ani), other: addressOf(conversation.dnis), muted: false }
  return {
    id: `session-${leg.participantId}`,
    state: leg.mediaType === 'callback' ? 'disconnected' : 'terminated',
    initialState: leg.purpose === 'agent' || leg.purpose === 'user' ? 'alerting' : 'offering',
    direction: conversation.direction,
    held: false,
    ...numbers,
    disconnectType,
    startAlertingTime: isoAt(startMs, leg.startSeconds),
    ...(answerSeconds !== null && { connectedTime: isoAt(startMs, answerSeconds) }),
    disconnectedTime: endTime,
    disconnectReasons: [],
    provider: leg.mediaType === 'callback' ? 'PureCloud Callback' : 'Edge',
    afterCallWorkRequired: leg.wrapUp !== undefined,
  }
}

function addressOf(number: string) {
  const address = telOf(number)
  return { addressNormalized: address, addressRaw: address, addressDisplayable: number }
}

/** Genesys writes numbers as addresses; what is no number, such as `anonymous`, is a SIP address. */
function telOf(number: string): string {
  if (/^(?:tel|sip):/.test(number)) return number
  return /^\+?\d+$/.test(number) ? `tel:${number}` : `sip:${number}@127.0.0.1`
}

function isoAt(startMs: number, offsetSeconds: number): string {
  return new Date(startMs + offsetSeconds * 1_000).toISOString()
}
