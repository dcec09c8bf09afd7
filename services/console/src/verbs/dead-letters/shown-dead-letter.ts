/**
 * What may be seen of a dead letter: its document for programs, and what its text for people is made from.
 */
import { eventSchemaOf } from '../../dead-letters/event-schema.ts'
import type { FoundDeadLetter } from '../../dead-letters/find.ts'
import { meaningOf } from '../../domain/dead-letter.ts'
import { hexDump } from '../../domain/hex-dump.ts'
import { shownHeaders } from '../../domain/masked-headers.ts'
import { hidden, isPersonalIn, maskedPayload } from '../../domain/masking.ts'
import { handleOf } from '../../domain/place.ts'
import type { Decoded } from '../../ports/payload-codec.ts'

export type ShownDeadLetter = ReturnType<typeof shownDeadLetter>

const dumpedBytes = 256

/** @param reveal whether personal data may be seen */
export function shownDeadLetter(
  { record, deadLetter, resolution }: FoundDeadLetter,
  decoded: Decoded,
  reveal: boolean,
) {
  const { place, key, value, headers } = record
  const { code, message, failedAt, firstFailedAt } = deadLetter
  const schema = eventSchemaOf(place.stage)
  return {
    handle: handleOf(place),
    stage: place.stage,
    state: resolution?.kind ?? ('open' as const),
    resolution: resolution ?? null,
    eventId: deadLetter.eventId ?? null,
    code: code ?? null,
    meaning: meaningOf(code) ?? null,
    message: message ?? null,
    attempts: deadLetter.attempts,
    firstFailedAt: firstFailedAt === undefined ? null : new Date(firstFailedAt).toISOString(),
    failedAt: new Date(failedAt).toISOString(),
    origin: deadLetter.origin ?? null,
    replays: deadLetter.replays,
    traceId: deadLetter.traceId ?? null,
    headers: shownHeaders(headers, reveal),
    key: shownKey(key, decoded, schema, reveal),
    revealed: reveal,
    ...shownValue(value, decoded, schema, reveal),
  }
}

interface ShownValue {
  readonly payload?: unknown
  readonly undecodable?: {
    readonly reason: string
    /** Null of a record without a value. */
    readonly bytes: number | null
    /** The first bytes, revealed. */
    readonly hex?: readonly string[]
  }
}

function shownValue(value: Buffer | null, decoded: Decoded, schema: unknown, reveal: boolean): ShownValue {
  if (decoded.kind === 'payload') {
    return { payload: reveal ? decoded.payload : maskedPayload(schema, decoded.payload) }
  }
  const { reason } = decoded
  if (value === null) return { undecodable: { reason, bytes: null } }
  return {
    undecodable: { reason, bytes: value.length, ...(reveal ? { hex: hexDump(value, dumpedBytes) } : {}) },
  }
}

/** A key may be a customer's number, and that of poison may be anything. */
function shownKey(key: Buffer | null, decoded: Decoded, schema: unknown, reveal: boolean): string | null {
  if (key === null) return null
  const text = key.toString()
  const isText = Buffer.from(text).equals(key)
  const shown = isText ? text : `0x${key.toString('hex')}`
  if (reveal) return shown
  if (decoded.kind !== 'payload') return hidden(`${key.length} bytes`)
  return isPersonalIn(schema, decoded.payload, text) ? hidden('personal data') : shown
}
