/**
 * The headers that tell the story of a record on retry and dead-letter topics. They carry ids and codes, no personal data.
 */
import type { StageTopics } from '@calltrail/schemas'
import type { IHeaders } from 'kafkajs'
import type { PipelineError } from '../errors.ts'
import { headerText, lateHeader } from './event-headers.ts'

/** Where a record was read. */
export interface RecordPosition {
  readonly topic: string
  readonly partition: number
  readonly offset: string
}

/** How often the record was tried before; 0 for a record of the main topic. */
export function failedAttempts(headers: IHeaders | undefined): number {
  const attempt = Number(headerText(headers, 'calltrail-attempt'))
  return Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 0
}

/** Which attempt at a record this is, from 1 on. Only in a retry topic its headers are ours. */
export function attemptOf(
  headers: IHeaders | undefined,
  topic: string,
  { retryTiers }: Pick<StageTopics, 'retryTiers'>,
): number {
  return retryTiers.includes(topic) ? failedAttempts(headers) + 1 : 1
}

/** Epoch milliseconds before which a retry must not be tried; 0 when the record may be tried now. */
export function notBefore(headers: IHeaders | undefined): number {
  return timeIn(headers, 'calltrail-not-before')
}

/** Epoch milliseconds; 0 when there is no time. */
function timeIn(headers: IHeaders | undefined, name: string): number {
  const time = Date.parse(headerText(headers, name) ?? '')
  return Number.isNaN(time) ? 0 : time
}

/**
 * Epoch milliseconds since which the record fails: its first failure, or its last replay, which begins anew.
 * @param now when this is the first failure
 */
export function firstFailedAt(headers: IHeaders | undefined, now: number): number {
  const times = [timeIn(headers, 'calltrail-first-failed-at'), timeIn(headers, 'calltrail-replayed-at')]
  return Math.max(...times) || now
}

/**
 * A record of a stage's input has no story yet: what a stranger has written there in our names would lead people, and retries, astray.
 */
export function withoutStory(headers: IHeaders | undefined): IHeaders {
  const kept = Object.entries(headers ?? {}).filter(
    ([name]) => !name.startsWith('calltrail-') || Object.hasOwn(lateHeader, name),
  )
  return Object.fromEntries(kept)
}

export interface Failure {
  readonly stage: string
  readonly error: PipelineError
  /** Attempts so far, this one included. */
  readonly attempt: number
  readonly failedAt: number
  /** Epoch milliseconds; absent on dead letters. */
  readonly notBefore?: number
  readonly position: RecordPosition
}

/** The record's own headers, with the failure added: the first origin stays, the last error counts. */
export function failureHeaders(headers: IHeaders | undefined, failure: Failure): IHeaders {
  const failedAt = new Date(failure.failedAt).toISOString()
  const { 'calltrail-not-before': _, ...kept } = headers ?? {}
  return {
    'calltrail-first-failed-at': failedAt,
    'calltrail-origin-topic': failure.position.topic,
    'calltrail-origin-partition': String(failure.position.partition),
    'calltrail-origin-offset': failure.position.offset,
    'calltrail-replayed': '0',
    ...kept,
    'calltrail-stage': failure.stage,
    'calltrail-attempt': String(failure.attempt),
    'calltrail-failed-at': failedAt,
    'calltrail-error-code': failure.error.code,
    'calltrail-error-message': failure.error.message.slice(0, 1_000),
    ...(failure.notBefore === undefined
      ? {}
      : { 'calltrail-not-before': new Date(failure.notBefore).toISOString() }),
  }
}
