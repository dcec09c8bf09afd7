import { z } from 'zod'
import { badRequest, type GenesysProblem } from '../errors.ts'
import type { PlatformConversation } from '../platform-conversation.ts'
import { analyticsConversation } from './analytics-conversation.ts'
import type { AnalyticsConversation } from './analytics-types.ts'
import { filterSchema, meetsFilters, unknownDimensions } from './detail-filters.ts'
import { daysOf, type Interval, isFoundIn, parseInterval } from './interval.ts'

const LONGEST_INTERVAL_DAYS = 31
const LARGEST_PAGE = 100
/** Beyond these many hits a query has no pages: a job has. */
const MOST_PAGED_HITS = 100_000

const sharedMembers = {
  interval: z.string(),
  order: z.enum(['asc', 'desc', 'unordered']).default('asc'),
  orderBy: z
    .enum(['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'])
    .default('conversationStart'),
  conversationFilters: z.array(filterSchema).default([]),
  segmentFilters: z.array(filterSchema).default([]),
}

const querySchema = z.object({
  ...sharedMembers,
  paging: z.object({ pageSize: z.int(), pageNumber: z.int() }).default({ pageSize: 25, pageNumber: 1 }),
})
const jobSchema = z.object(sharedMembers)

type Criteria = z.output<typeof jobSchema> & { readonly span: Interval }

export type DetailQuery = Criteria & {
  readonly paging: { readonly pageSize: number; readonly pageNumber: number }
}
export type DetailJobQuery = Criteria

/** @returns the query, or what the API finds wrong with it. */
export function readDetailQuery(body: unknown): DetailQuery | GenesysProblem {
  const result = querySchema.safeParse(body)
  if (!result.success) return badRequest(z.prettifyError(result.error))
  const { pageSize, pageNumber } = result.data.paging
  if (pageSize < 1 || pageSize > LARGEST_PAGE) {
    return badRequest(`The page size has to be from 1 to ${LARGEST_PAGE}, not ${pageSize}.`)
  }
  if (pageNumber < 1) return badRequest(`The page number has to be at least 1, not ${pageNumber}.`)
  if (pageSize * pageNumber > MOST_PAGED_HITS) {
    return badRequest(`A query shows its first ${MOST_PAGED_HITS} results at most.`)
  }
  return withSpan(result.data, LONGEST_INTERVAL_DAYS)
}

/** A job may cover any interval. */
export function readJobQuery(body: unknown): DetailJobQuery | GenesysProblem {
  const result = jobSchema.safeParse(body)
  return result.success
    ? withSpan(result.data, Number.POSITIVE_INFINITY)
    : badRequest(z.prettifyError(result.error))
}

function withSpan<Query extends z.output<typeof jobSchema>>(
  query: Query,
  mostDays: number,
): (Query & { readonly span: Interval }) | GenesysProblem {
  const span = parseInterval(query.interval)
  if (!span) return badRequest(`The interval has to be START/END in ISO-8601, not ${query.interval}.`)
  if (daysOf(span) > mostDays) {
    return badRequest(`The interval must not be longer than ${mostDays} days.`)
  }
  const [unknown] = unknownDimensions(query.conversationFilters, query.segmentFilters)
  if (unknown !== undefined) return badRequest(`The dimension ${unknown} cannot be filtered by.`)
  return { ...query, span }
}

/** All conversations the criteria describe, in order. */
export function findConversations(
  conversations: readonly PlatformConversation[],
  { span, order, orderBy, conversationFilters, segmentFilters }: Criteria,
  options: { readonly withAttributes: boolean },
): AnalyticsConversation[] {
  const found = conversations
    .map((conversation) => analyticsConversation(conversation, options))
    .filter((conversation) => {
      const startMs = Date.parse(conversation.conversationStart ?? '')
      // One that goes on has no end yet.
      const endMs =
        conversation.conversationEnd === undefined
          ? Number.POSITIVE_INFINITY
          : Date.parse(conversation.conversationEnd)
      return (
        isFoundIn(span, { startMs, endMs }) && meetsFilters(conversation, conversationFilters, segmentFilters)
      )
    })
  const sign = order === 'desc' ? -1 : 1
  const isByEnd = orderBy === 'conversationEnd' || orderBy === 'segmentEnd'
  const moment = (conversation: AnalyticsConversation): string =>
    (isByEnd ? conversation.conversationEnd : conversation.conversationStart) ?? ''
  return found.toSorted((left, right) => sign * moment(left).localeCompare(moment(right)))
}
