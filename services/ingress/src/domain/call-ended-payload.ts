/**
 * The webhook's body: which members it may have, and what is wrong when they are.
 * Members that are not listed are ignored; Genesys may send null for every optional one. No message echoes a value.
 */
import { z } from 'zod'
import { attributes } from './attributes.ts'
import { toFieldProblem } from './field-problem.ts'
import type { FieldProblem } from './field-problem.ts'
import {
  futureToleranceMs,
  int32Max,
  name,
  optionalId,
  optionalText,
  requiredId,
  symbol,
  text,
} from './members.ts'
import { parseIsoInstant } from './timestamp.ts'

const phoneConversations = new Set(['PHONE', 'CALL', 'CALLBACK', 'VOICE'])

const instant = text(100).transform((value, context) => {
  const epochMs = parseIsoInstant(value)
  if (epochMs !== undefined) return epochMs
  context.addIssue('must be an ISO-8601 date and time with its zone, such as 2026-03-14T10:00:00Z')
  return z.NEVER
})

const phoneConversation = optionalText(100).refine(
  (value) => value === null || phoneConversations.has(value.toUpperCase()),
  'must be phone: Calltrail logs phone calls only',
)

const durationSeconds = z
  .number({ error: 'must be a number of seconds' })
  .min(0, 'must not be negative')
  .max(int32Max, `must be at most ${int32Max}`)
  // abs: JSON knows a negative zero.
  .transform((seconds) => Math.abs(Math.round(seconds)))
  .nullish()

const members = z.object(
  {
    conversationId: requiredId,
    participantId: optionalId,
    conversationType: phoneConversation,
    direction: symbol(['INBOUND', 'OUTBOUND', 'INTERNAL']),
    callerId: optionalText(256),
    calleeId: optionalText(256),
    startTime: instant,
    endTime: instant,
    durationSeconds,
    recordingId: optionalText(256),
    agentId: optionalText(256),
    agentName: name(256),
    queueId: optionalText(256),
    queueName: name(256),
    interactionId: optionalText(256),
    attributes: attributes.nullish().transform((value) => value ?? {}),
  },
  { error: 'must be a JSON object' },
)

type Members = z.output<typeof members>

/** A call that has passed every rule. */
export interface CallEndedPayload extends Members {
  readonly durationSeconds: number
}

export type PayloadResult =
  { readonly payload: CallEndedPayload } | { readonly problems: readonly FieldProblem[] }

type Times = Pick<Members, 'startTime' | 'endTime'>

// Rules about both times, which run although other members are at fault, so that all problems are reported at once.
const webhook = z
  .object({ body: members, now: z.number() })
  .refine(({ body: { startTime, endTime } }) => startTime <= endTime, {
    path: ['body', 'endTime'],
    error: 'must not be before startTime',
    when: bothTimesRead,
  })
  .refine(({ body: { startTime, endTime } }) => (endTime - startTime) / 1_000 <= int32Max, {
    path: ['body', 'startTime'],
    error: `must not be more than ${int32Max} seconds before endTime`,
    when: bothTimesRead,
  })
  .refine(({ body: { endTime }, now }) => endTime <= now + futureToleranceMs, {
    path: ['body', 'endTime'],
    error: 'must not be in the future',
    when: bothTimesRead,
  })

const times: readonly unknown[] = ['startTime', 'endTime'] satisfies (keyof Times)[]

function bothTimesRead({ issues }: { issues: { path?: PropertyKey[] | undefined }[] }): boolean {
  return issues.every(({ path = [] }) => path.length > 1 && !times.includes(path[1]))
}

/** Reads a parsed JSON body, or names every problem it has. Never throws. */
export function readCallEndedPayload(body: unknown, now: number): PayloadResult {
  const result = webhook.safeParse({ body, now })
  if (!result.success) return { problems: result.error.issues.map(toFieldProblem) }
  const payload = result.data.body
  return { payload: { ...payload, durationSeconds: payload.durationSeconds ?? secondsBetween(payload) } }
}

function secondsBetween({ startTime, endTime }: Times): number {
  return Math.round((endTime - startTime) / 1_000)
}
