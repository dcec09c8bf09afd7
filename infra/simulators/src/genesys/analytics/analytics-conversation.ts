import type {
  PlatformConversation,
  PlatformParticipant,
  PlatformSession,
  Wrapup,
} from '../platform-conversation.ts'
import type {
  AnalyticsConversation,
  AnalyticsMetric,
  AnalyticsParticipant,
  AnalyticsSegment,
  AnalyticsSession,
} from './analytics-types.ts'

/** Analytics spells these differently from the Platform API; the others are the same. */
const ANALYTICS_DISCONNECT_TYPES: Readonly<Record<string, string>> = {
  'transfer.conference': 'conferenceTransfer',
  'transfer.consult': 'consultTransfer',
  'transfer.forward': 'forwardTransfer',
  'transfer.noanswer': 'noAnswerTransfer',
  'transfer.notavailable': 'notAvailableTransfer',
  'transport.failure': 'transportFailure',
}

export function analyticsConversation(
  conversation: PlatformConversation,
  { withAttributes }: { readonly withAttributes: boolean },
): AnalyticsConversation {
  const participants = conversation.participants.map((participant) => ({
    ...analyticsParticipant(participant),
    ...(withAttributes && { attributes: participant.attributes ?? {} }),
  }))
  return {
    conversationId: conversation.id,
    conversationStart: conversation.startTime,
    conversationEnd: conversation.endTime,
    originatingDirection: participants[0]?.sessions[0]?.direction ?? 'inbound',
    divisionIds: ['division-home'],
    participants,
  }
}

function analyticsParticipant(participant: PlatformParticipant): AnalyticsParticipant {
  const { calls = [], callbacks = [] } = participant
  const last = calls.at(-1) ?? callbacks.at(-1)
  const show = (mediaType: AnalyticsSession['mediaType']) => (session: PlatformSession) =>
    analyticsSession(participant, session, mediaType, session === last ? participant.wrapup : undefined)
  return {
    participantId: participant.id,
    participantName: participant.name,
    purpose: participant.purpose,
    userId: participant.userId,
    sessions: [...callbacks.map(show('callback')), ...calls.map(show('voice'))],
  }
}

function analyticsSession(
  participant: PlatformParticipant,
  session: PlatformSession,
  mediaType: AnalyticsSession['mediaType'],
  wrapup: Wrapup | undefined,
): AnalyticsSession {
  const segments = segmentsOf(participant, session, wrapup)
  return {
    sessionId: session.id,
    mediaType,
    direction: session.direction,
    ani: participant.ani,
    dnis: participant.dnis,
    provider: session.provider,
    metrics: metricsOf(participant, segments),
    segments,
  }
}

/** Alerted, spoke, wrapped up: each a segment that begins where the one before ends. */
function segmentsOf(
  participant: PlatformParticipant,
  session: PlatformSession,
  wrapup: Wrapup | undefined,
): AnalyticsSegment[] {
  const start = session.startAlertingTime ?? participant.startTime
  const connected = session.connectedTime ?? participant.connectedTime
  const end = session.disconnectedTime ?? participant.endTime
  const disconnectType = session.disconnectType
  const shared = {
    conference: false,
    ...(participant.queueId !== undefined && { queueId: participant.queueId }),
  }
  const ended = disconnectType && {
    disconnectType: ANALYTICS_DISCONNECT_TYPES[disconnectType] ?? disconnectType,
  }
  const isAlerted = participant.userId !== undefined && start !== connected
  return [
    ...(isAlerted || connected === undefined
      ? [
          {
            ...shared,
            segmentType: participant.userId === undefined ? 'contacting' : 'alert',
            segmentStart: start,
            segmentEnd: connected ?? end,
            ...(connected === undefined && ended),
          },
        ]
      : []),
    ...(connected === undefined
      ? []
      : [{ ...shared, segmentType: 'interact', segmentStart: connected, segmentEnd: end, ...ended }]),
    ...(wrapup
      ? [
          {
            ...shared,
            segmentType: 'wrapup',
            segmentStart: end,
            segmentEnd: wrapup.endTime ?? end,
            ...ended,
            ...(wrapup.code !== undefined && { wrapUpCode: wrapup.code }),
            ...(wrapup.notes !== undefined && { wrapUpNote: wrapup.notes }),
          },
        ]
      : []),
  ]
}

function metricsOf(
  participant: PlatformParticipant,
  segments: readonly AnalyticsSegment[],
): AnalyticsMetric[] {
  if (participant.userId === undefined) return []
  const metric = (name: string, segmentType: string): AnalyticsMetric[] =>
    segments
      .filter((segment) => segment.segmentType === segmentType)
      .map(({ segmentStart, segmentEnd }) => ({
        name,
        value: Date.parse(segmentEnd ?? '') - Date.parse(segmentStart ?? ''),
        emitDate: segmentEnd,
      }))
      .filter(({ value }) => Number.isFinite(value))
  const isAnswered = segments.some(({ segmentType }) => segmentType === 'interact')
  return [
    ...metric('tAlert', 'alert'),
    ...(isAnswered ? [] : metric('tNotResponding', 'alert')),
    ...metric('tTalk', 'interact'),
    ...metric('tTalkComplete', 'interact'),
    ...metric('tAcw', 'wrapup'),
  ]
}
