/**
 * What a dead letter's headers tell.
 */
import { errorCatalogue, failedAttempts, headerText } from '@calltrail/runtime'
import type { ErrorCode } from '@calltrail/runtime'
import type { Place } from './place.ts'
import { traceIdOf } from './trace-id.ts'

export type HeaderValue = Buffer | string | (Buffer | string)[] | undefined
export type RecordHeaders = Record<string, HeaderValue>

/** A record of a dead-letter topic as it was read. */
export interface DeadLetterRecord {
  readonly place: Place
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: RecordHeaders
  /** The record's own time in epoch milliseconds: with its place, its identity, also when a topic is made anew. */
  readonly timestamp: number
}

/** The story of a dead letter, without its value. */
export interface DeadLetter {
  readonly place: Place
  readonly timestamp: number
  readonly eventId: string | undefined
  /** A code of the catalogue, or of another version's; undefined when the record has none. */
  readonly code: string | undefined
  readonly message: string | undefined
  readonly attempts: number
  readonly firstFailedAt: number | undefined
  /** Epoch milliseconds. Of a record that does not say, the time at which it was written. */
  readonly failedAt: number
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: string } | undefined
  /** How often it was replayed before it ended here again. */
  readonly replays: number
  readonly traceId: string | undefined
}

export function deadLetterOf({ place, headers, timestamp }: DeadLetterRecord): DeadLetter {
  const text = (name: string) => headerText(headers, name)
  return {
    place,
    timestamp,
    eventId: text('ce_id'),
    code: text('calltrail-error-code'),
    message: text('calltrail-error-message'),
    attempts: failedAttempts(headers),
    firstFailedAt: timeOf(text('calltrail-first-failed-at')),
    failedAt: timeOf(text('calltrail-failed-at')) ?? timestamp,
    origin: originOf(headers),
    replays: replaysOf(headers),
    traceId: traceIdOf(headers),
  }
}

/** How often a record was replayed, by its headers. */
export function replaysOf(headers: RecordHeaders): number {
  const count = Number(headerText(headers, 'calltrail-replayed'))
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}

/** What a code means, and what to do; undefined when this version does not know it. */
export function meaningOf(code: string | undefined): string | undefined {
  return isErrorCode(code) ? errorCatalogue[code].doc : undefined
}

export function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(errorCatalogue, code)
}

function originOf(headers: RecordHeaders): DeadLetter['origin'] {
  const topic = headerText(headers, 'calltrail-origin-topic')
  const offset = headerText(headers, 'calltrail-origin-offset')
  if (topic === undefined || offset === undefined) return undefined
  return { topic, partition: Number(headerText(headers, 'calltrail-origin-partition')), offset }
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}
