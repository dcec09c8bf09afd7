/**
 * Genesys Cloud's own event of a customer who left a conversation, `v2.detail.events.conversation.{id}.customer.end`: its `eventBody`,
 * by whichever way it comes. Numbers may have become text on that way, and what is not set may be blank.
 * @see https://developer.genesys.cloud/analyticsdatamanagement/analytics/detail/analytics-detail-events
 */
import { z } from 'zod'
import { toFieldProblem } from './field-problem.ts'
import type { FieldProblem } from './field-problem.ts'
import {
  futureToleranceMs,
  int32Max,
  optionalId,
  optionalText,
  problemUnless,
  requiredId,
  symbol,
  text,
} from './members.ts'
import { parseEventTime } from './timestamp.ts'

const maxDurationMs = int32Max * 1_000

const eventTime = z.preprocess(
  parseEventTime,
  z
    .number({
      error: problemUnless('must be epoch milliseconds, or an ISO-8601 date and time with its zone'),
    })
    .min(0, 'must not be before 1970')
    .transform(wholeMs),
)

const interactingDurationMs = z.preprocess(
  (value) => (typeof value === 'string' ? (digits(value) ?? (value.trim() || null)) : value),
  z
    .number({ error: 'must be a number of milliseconds' })
    .min(0, 'must not be negative')
    .max(maxDurationMs, `must be at most ${maxDurationMs}`)
    .nullish()
    .transform((duration) => wholeMs(duration ?? 0)),
)

/** The scheme says only that a number follows. */
const address = optionalText(256).transform((value) => value && (value.replace(/^tel:/i, '') || null))

const members = z.object(
  {
    conversationId: requiredId,
    participantId: optionalId,
    mediaType: symbol(['VOICE']),
    direction: symbol(['INBOUND', 'OUTBOUND']),
    ani: address,
    dnis: address,
    eventTime,
    interactingDurationMs,
  },
  { error: 'must be a JSON object' },
)

/** A customer's phone call that has passed every rule. Times in epoch milliseconds. */
export type CustomerEnd = z.output<typeof members>

export type CustomerEndResult =
  | { readonly customerEnd: CustomerEnd }
  | { readonly ignored: 'not a phone call' }
  | { readonly problems: readonly FieldProblem[] }

const event = z
  .object({ body: members, now: z.number() })
  .refine(({ body, now }) => body.eventTime <= now + futureToleranceMs, {
    path: ['body', 'eventTime'],
    error: 'must not be in the future',
    when: ({ issues }) => issues.every(({ path = [] }) => path.length > 1 && path[1] !== 'eventTime'),
  })

/** Genesys's UNKNOWN says of no event that it is none of ours: it is refused, and so is kept by whoever sent it. */
const mayBePhone = new Set(['VOICE', 'UNKNOWN'])
const medium = z.object({ mediaType: text(100).transform((value) => value.toUpperCase()) })

/** Reads an `eventBody`, or names every problem it has. Never throws. */
export function readCustomerEnd(body: unknown, now: number): CustomerEndResult {
  // First, because what is none of ours may look as it likes.
  const media = medium.safeParse(body).data?.mediaType
  if (media && !mayBePhone.has(media)) return { ignored: 'not a phone call' }

  const result = event.safeParse({ body, now })
  return result.success
    ? { customerEnd: result.data.body }
    : { problems: result.error.issues.map(toFieldProblem) }
}

function digits(value: string): number | undefined {
  return /^\s*\d{1,16}\s*$/.test(value) ? Number(value) : undefined
}

// abs: JSON knows a negative zero.
function wholeMs(milliseconds: number): number {
  return Math.abs(Math.round(milliseconds))
}
