/**
 * What Genesys Cloud answers about conversations, as far as reconciliation reads it. Members that may be missing are missing now and then.
 * @see https://developer.genesys.cloud/analyticsdatamanagement/analytics/detail/conversation-query
 */
import { z } from 'zod'
import type { Conversation } from '../domain/conversation.ts'
import type { ConversationDetails } from '../domain/webhook-payload.ts'

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const optional = z
  .string()
  .nullish()
  .transform((text) => text || undefined)

const direction = optional.transform((text) => directions.find((known) => known === text?.toLowerCase()))
const directions = ['inbound', 'outbound'] as const

const segment = z
  .object({
    segmentType: z.string().default('unknown'),
    queueId: optional,
    segmentStart: instant,
    segmentEnd: instant.nullish(),
  })
  .transform(({ segmentType, queueId, segmentStart, segmentEnd }) => ({
    type: segmentType.toLowerCase(),
    queueId,
    startedAt: segmentStart,
    endedAt: segmentEnd ?? undefined,
  }))

const session = z
  .object({
    mediaType: z.string().default('unknown'),
    direction,
    ani: optional,
    dnis: optional,
    monitoredParticipantId: optional,
    coachedParticipantId: optional,
    segments: z.array(segment).default([]),
  })
  .transform(({ mediaType, monitoredParticipantId, coachedParticipantId, ...members }) => ({
    ...members,
    mediaType: mediaType.toLowerCase(),
    isSupervision: monitoredParticipantId !== undefined || coachedParticipantId !== undefined,
  }))

const participant = z
  .object({
    participantId: z.string(),
    purpose: z.string().default('unknown'),
    participantName: optional,
    userId: optional,
    sessions: z.array(session).default([]),
  })
  .transform(({ participantName, purpose, ...members }) => ({
    ...members,
    purpose: purpose.toLowerCase(),
    name: participantName,
  }))

const conversation = z
  .object({
    conversationId: z.string(),
    conversationStart: instant,
    conversationEnd: instant.nullish(),
    originatingDirection: direction,
    participants: z.array(participant).default([]),
  })
  .transform(({ conversationStart, conversationEnd, ...members }): Conversation => ({
    ...members,
    startedAt: conversationStart,
    endedAt: conversationEnd ?? undefined,
  }))

/** Of `POST /api/v2/analytics/conversations/details/query`. Without hits, `conversations` is missing. */
export const conversationPage = z
  .object({ conversations: z.array(conversation).default([]), totalHits: z.int().min(0).optional() })
  .transform(({ conversations, totalHits }) => ({ conversations, totalHits }))

/** What is odd is taken for missing: for one odd member a call must not stay lost, nor hold up those behind it. */
const extra = optional.catch(undefined)

const detailedParticipant = z
  .object({
    id: z.string(),
    purpose: z.string().catch('unknown'),
    name: extra,
    queueId: extra,
    queueName: extra,
    attributes: z.record(z.string(), z.unknown()).transform(textsIn).catch({}),
    calls: z.array(z.object({ recordingId: extra })).catch([]),
  })
  .transform(({ id, calls, ...members }) => ({
    ...members,
    participantId: id,
    recordingId: calls.find(({ recordingId }) => recordingId !== undefined)?.recordingId,
  }))

function textsIn(members: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(members).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}

/** Of `GET /api/v2/conversations/{id}`. */
export const conversationDetails: z.ZodType<ConversationDetails> = z.object({
  participants: z.array(detailedParticipant),
})
