import type { ToldCall } from './told-call.ts'

/** What is known of a call's recording; the names are those of the public schema. */
export type Recording =
  | {
      readonly status: 'AVAILABLE'
      readonly recordingId: string
      /** Presigned, so it works only for a while. */
      readonly url: string
      /** Epoch milliseconds; null when the address does not say. */
      readonly expiresAt: number | null
    }
  /** Not there in time; it may come later. */
  | { readonly status: 'PENDING' }
  /** Genesys does not know it. */
  | { readonly status: 'MISSING' }
  | { readonly status: 'NOT_RECORDED' }
  /** Nobody was asked. */
  | { readonly status: 'UNKNOWN' }

/** Which recording is looked for: that of the id, or, without one, the conversation's that was made during the call. */
export interface RecordingRef extends Period {
  readonly conversationId: string
  readonly recordingId: string | null
}

/** Epoch milliseconds. */
interface Period {
  readonly startedAt: number
  readonly endedAt: number
}

/** How long both went on together, in milliseconds; negative when they did not. */
export function overlapMs(a: Period, b: Period): number {
  return Math.min(a.endedAt, b.endedAt) - Math.max(a.startedAt, b.startedAt)
}

/** Whether the call has, or may have, a recording. */
export function mayHaveRecording(call: Pick<ToldCall, 'recordingId' | 'isRecorded'>): boolean {
  return call.recordingId !== null || call.isRecorded === true
}

/**
 * When an address that is presigned for a time stops working, in epoch milliseconds; null when it does not say. Knows the signatures
 * of S3 and of CloudFront.
 */
export function presignedUntil(url: string): number | null {
  const query = URL.parse(url)?.searchParams
  const signedAt = signingTime(query?.get('X-Amz-Date') ?? '')
  const lifetime = wholeSeconds(query?.get('X-Amz-Expires'))
  if (signedAt !== null && lifetime !== null) return signedAt + lifetime * 1_000
  const expires = wholeSeconds(query?.get('Expires'))
  return expires === null ? null : expires * 1_000
}

/** Reads `20260314T101032Z`, as epoch milliseconds. */
function signingTime(basic: string): number | null {
  const extended = basic.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const time = extended === basic ? Number.NaN : Date.parse(extended)
  return Number.isNaN(time) ? null : time
}

function wholeSeconds(text: string | null | undefined): number | null {
  return text && /^\d{1,12}$/.test(text) ? Number(text) : null
}

/** Where people find the conversation, and its recording if they may hear it. Works as long as Genesys keeps the conversation. */
export function conversationLink(appsUrl: string, conversationId: string): string {
  return `${appsUrl}/directory/#/engage/admin/interactions/${encodeURIComponent(conversationId.toWellFormed())}`
}
