/**
 * Webhooks as bytes, signed before the clock runs. Each is of another call, so that none is a copy.
 */
import { randomUUID } from 'node:crypto'
import { callPayload } from '../../kit/calls.ts'
import { signedHeaders } from '../../kit/webhook.ts'

const callerCount = 100
const firstLine = 2_000

/** Who calls, in turn. */
export const callerIds: readonly string[] = Array.from(
  { length: callerCount },
  (_, index) => `+1415555${firstLine + index}`,
)

export interface RequestPlan {
  readonly path: string
  readonly secret: string
  /** A header that is to have the call's conversation id, for what does not take it from the body. */
  readonly keyHeader?: string
}

/** Requests that may be sent within the next minutes: then their signatures are too old. */
export function signRequests(count: number, { path, secret, keyHeader }: RequestPlan): Buffer[] {
  const run = randomUUID().slice(0, 8)
  const timestamp = String(Date.now())

  return Array.from({ length: count }, (_, index) => {
    const conversationId = `bench-${run}-${index}`
    const callerId = callerIds[index % callerCount]!
    const recordingId = `recording-${conversationId}`
    const body = JSON.stringify(callPayload({ conversationId, callerId, recordingId }))
    const headers = {
      host: '127.0.0.1',
      ...signedHeaders(body, secret, timestamp),
      ...(keyHeader !== undefined && { [keyHeader]: conversationId }),
      'content-length': Buffer.byteLength(body),
    }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  })
}
