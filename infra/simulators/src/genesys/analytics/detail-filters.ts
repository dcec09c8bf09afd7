import { z } from 'zod'
import type {
  AnalyticsConversation,
  AnalyticsParticipant,
  AnalyticsSegment,
  AnalyticsSession,
} from './analytics-types.ts'

const combination = z.enum(['and', 'or'])

const predicateSchema = z.object({
  type: z.enum(['dimension', 'property', 'metric']).default('dimension'),
  dimension: z.string(),
  operator: z.enum(['matches', 'exists', 'notExists']).default('matches'),
  value: z.string().nullish(),
})
const clauseSchema = z.object({ type: combination, predicates: z.array(predicateSchema).min(1) })

export const filterSchema = z.object({
  type: combination,
  clauses: z.array(clauseSchema).default([]),
  predicates: z.array(predicateSchema).default([]),
})

type Filter = z.output<typeof filterSchema>
type Predicate = z.output<typeof predicateSchema>
type Dimensions = Readonly<Record<string, string | undefined>>

/** Names of dimensions that the simulator cannot judge: it answers 400, lest a filter that does nothing passes unnoticed. */
export function unknownDimensions(
  conversationFilters: readonly Filter[],
  segmentFilters: readonly Filter[],
): string[] {
  return [
    ...dimensionsIn(conversationFilters).filter((name) => !CONVERSATION_DIMENSIONS.has(name)),
    ...dimensionsIn(segmentFilters).filter((name) => !SEGMENT_DIMENSIONS.has(name)),
  ]
}

/** All filters have to agree; a segment filter agrees when a single segment of the conversation meets it as a whole. */
export function meetsFilters(
  conversation: AnalyticsConversation,
  conversationFilters: readonly Filter[],
  segmentFilters: readonly Filter[],
): boolean {
  const dimensions = conversationDimensions(conversation)
  return (
    conversationFilters.every((filter) => meets(filter, dimensions)) &&
    segmentFilters.every((filter) => segmentsOf(conversation).some((segment) => meets(filter, segment)))
  )
}

const CONVERSATION_DIMENSIONS = new Set([
  'conversationId',
  'conversationStart',
  'conversationEnd',
  'originatingDirection',
  'divisionId',
])

const SEGMENT_DIMENSIONS = new Set([
  'mediaType',
  'direction',
  'purpose',
  'userId',
  'participantName',
  'ani',
  'dnis',
  'sessionId',
  'provider',
  'queueId',
  'segmentType',
  'segmentEnd',
  'disconnectType',
  'wrapUpCode',
])

function conversationDimensions(conversation: AnalyticsConversation): Dimensions {
  const { conversationId, conversationStart, conversationEnd, originatingDirection } = conversation
  const [divisionId] = conversation.divisionIds
  return { conversationId, conversationStart, conversationEnd, originatingDirection, divisionId }
}

function segmentsOf({ participants }: AnalyticsConversation): Dimensions[] {
  return participants.flatMap((participant) =>
    participant.sessions.flatMap((session) =>
      session.segments.map((segment) => segmentDimensions(participant, session, segment)),
    ),
  )
}

function segmentDimensions(
  { purpose, userId, participantName }: AnalyticsParticipant,
  { mediaType, direction, ani, dnis, sessionId, provider }: AnalyticsSession,
  { queueId, segmentType, segmentEnd, disconnectType, wrapUpCode }: AnalyticsSegment,
): Dimensions {
  const ofParticipant = { purpose, userId, participantName }
  const ofSession = { mediaType, direction, ani, dnis, sessionId, provider }
  return { ...ofParticipant, ...ofSession, queueId, segmentType, segmentEnd, disconnectType, wrapUpCode }
}

function meets({ type, clauses, predicates }: Filter, dimensions: Dimensions): boolean {
  return combine(type, [
    ...clauses.map((clause) =>
      combine(
        clause.type,
        clause.predicates.map((predicate) => holds(predicate, dimensions)),
      ),
    ),
    ...predicates.map((predicate) => holds(predicate, dimensions)),
  ])
}

function combine(type: 'and' | 'or', verdicts: readonly boolean[]): boolean {
  return type === 'and' ? verdicts.every(Boolean) : verdicts.some(Boolean)
}

function holds({ dimension, operator, value }: Predicate, dimensions: Dimensions): boolean {
  const actual = dimensions[dimension]
  if (operator === 'exists') return actual !== undefined
  if (operator === 'notExists') return actual === undefined
  return actual?.toLowerCase() === value?.toLowerCase()
}

function dimensionsIn(filters: readonly Filter[]): string[] {
  return filters.flatMap(({ clauses, predicates }) =>
    [...clauses.flatMap((clause) => clause.predicates), ...predicates].map(({ dimension }) => dimension),
  )
}
