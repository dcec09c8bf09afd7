/**
 * Whether a webhook comes from somebody who knows a secret of ours, and comes now.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseWebhookTimestamp } from './timestamp.ts'

/** What a caller claims, exactly as received. */
export interface SignedRequest {
  readonly timestamp: string | undefined
  readonly signature: string | undefined
  readonly body: Uint8Array
}

export interface SignaturePolicy {
  /** Any of them may have signed: two are active while a secret is being rotated. */
  readonly secrets: readonly string[]
  /** How far the timestamp may lie from now, either way. */
  readonly toleranceMs: number
}

export const signatureRefusals = [
  'signature missing',
  'signature wrong',
  'timestamp missing',
  'timestamp unreadable',
  'timestamp outside the window',
] as const

export type SignatureRefusal = (typeof signatureRefusals)[number]

/** Why the request is refused, for our log only; undefined when it is authentic. */
export function refuseSignature(
  request: SignedRequest,
  policy: SignaturePolicy,
  now: number,
): SignatureRefusal | undefined {
  if (!request.signature) return 'signature missing'
  if (!request.timestamp) return 'timestamp missing'

  const sentAt = parseWebhookTimestamp(request.timestamp)
  if (sentAt === undefined) return 'timestamp unreadable'
  if (Math.abs(now - sentAt) > policy.toleranceMs) return 'timestamp outside the window'

  const { timestamp, body } = request
  const given = Buffer.from(request.signature)
  const authentic = policy.secrets.some((secret) =>
    equalInConstantTime(given, Buffer.from(signatureOf(secret, timestamp, body))),
  )
  return authentic ? undefined : 'signature wrong'
}

/** base64(HMAC-SHA256(secret, `${timestamp}.${body}`)), over the body's bytes as they travel. */
export function signatureOf(secret: string, timestamp: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('base64')
}

// The texts are compared, not what they decode to: base64 has several spellings of the same bytes, and only one is right.
function equalInConstantTime(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected)
}
