/**
 * What the headers of a record tell that comes again.
 */
import { failedAttempts, headerText, notBefore } from '@calltrail/runtime'
import type { CallRecord } from './call-record.ts'

export interface Failure {
  /** How often it was tried; 0 of one that was replayed. */
  readonly attempt: number
  readonly code: string | undefined
  readonly message: string | undefined
  /** Epoch milliseconds. Of a record that does not say, when it was written. */
  readonly failedAt: number
  /** Epoch milliseconds before which it is not tried again; 0 when it may be at once. */
  readonly notBefore: number
  /** Of a follow-up, what is looked for. */
  readonly missing: string
}

export function failureOf({ headers, timestamp }: Pick<CallRecord, 'headers' | 'timestamp'>): Failure {
  const text = (name: string) => headerText(headers, `calltrail-${name}`)
  const failedAt = Date.parse(text('failed-at') ?? '')
  return {
    attempt: failedAttempts(headers),
    code: text('error-code'),
    message: text('error-message'),
    failedAt: Number.isNaN(failedAt) ? timestamp : failedAt,
    notBefore: notBefore(headers),
    missing: text('missing') ?? '',
  }
}
