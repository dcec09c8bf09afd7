/**
 * The webhook's body: which members it may have, and what is wrong when they are.
 * Members that are not listed are ignored; Genesys may send null for every optional one. No message echoes a value.
 */
import { shorten } from '@calltrail/runtime'
import { z } from 'zod'
import { attributes } from './attributes.ts'
import { cleanText } from './clean-text.ts'
import { parseIsoInstant } from './timestamp.ts'

const int32Max = 2_147_483_647
const directions = ['INBOUND', 'OUTBOUND', 'INTERNAL'] as const
const phoneConversations = new Set(['PHONE', 'CALL', 'CALLBACK', 'VOICE'])

function text(maxCharacters: number) {
  return z
    .string({ error: textProblem })
    .transform((value) => cleanText(value).trim())
    .pipe(z.string().max(maxCharacters, `must have at most ${maxCharacters} characters`))
}

function textProblem({ input }: { input?: unknown }): string {
  return input === undefined || input === null ? 'is missing' : 'must be text'
}

function optionalText(maxCharacters: number) {
  return text(maxCharacters)
    .nullish()
    .transform((value) => value || null)
}

/** For people to read: a call must not be lost for the length of a name. */
function name(maxCharacters: number) {
  return optionalText(10_000).transform((value) => value && shorten(value, maxCharacters))
}

const idPattern = /^[A-Za-z0-9._-]{1,100}$/
const idProblem = 'must have 1 to 100 characters, of letters, digits, dot, underscore and hyphen'

const requiredId = text(1_000).pipe(z.string().regex(idPattern, idProblem))
const optionalId = optionalText(1_000).pipe(z.string().regex(idPattern, idProblem).nullable())

const instant = text(100).transform((value, context) => {
  const epochMs = parseIsoInstant(value)
  if (epochMs !== undefined) return epochMs
  context.addIssue('must be an ISO-8601 date and time with its zone, such as 2026-03-14T10:00:00Z')
  return z.NEVER
})

const direction = text(100)
  .transform((value) => value.toUpperCase())
  .pipe(z.enum(directions, { error: `must be one of ${directions.join(', ')}` }))

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
    direction,
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

export interface FieldProblem {
  /** The member's name; `body` for the whole. */
  readonly field: string
  /** Reads on from the name: `must be …`, `is missing`. */
  readonly message: string
}

export type PayloadResult =
  { readonly payload: CallEndedPayload } | { readonly problems: readonly FieldProblem[] }

// An end in the future would keep the contact's last call date there for ever. A day allows for every time zone mix-up.
const futureToleranceMs = 86_400_000

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

function toFieldProblem({ path, message }: z.core.$ZodIssue): FieldProblem {
  const [, ...member] = path
  return { field: member.join('.') || 'body', message }
}
