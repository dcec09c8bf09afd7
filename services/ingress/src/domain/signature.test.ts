import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { refuseSignature, signatureOf } from './signature.ts'

const now = Date.UTC(2026, 2, 14, 12)
const timestamp = String(now / 1_000)
const policy = { secrets: ['old secret', 'new secret'], toleranceMs: 300_000 }
const body = Buffer.from('{"conversationId":"conversation-111"}')

function signed(secret = 'new secret', sentAt = timestamp) {
  return { timestamp: sentAt, signature: signatureOf(secret, sentAt, body), body }
}

test('the documented example: base64(HMAC-SHA256(secret, timestamp + "." + body))', () => {
  // printf '1773489600.{}' | openssl dgst -sha256 -hmac secret -binary | base64
  expect(signatureOf('secret', '1773489600', Buffer.from('{}'))).toBe(
    'p1GsYQG6iHc3FcqsvmULw6FinSpoEOQu0qMsHf+7MLQ=',
  )
})

test('every active secret is accepted', () => {
  for (const secret of policy.secrets) expect(refuseSignature(signed(secret), policy, now)).toBeUndefined()
})

test('another secret is refused', () => {
  expect(refuseSignature(signed('guess'), policy, now)).toBe('signature wrong')
})

test('missing headers are refused', () => {
  expect(refuseSignature({ ...signed(), signature: undefined }, policy, now)).toBe('signature missing')
  expect(refuseSignature({ ...signed(), timestamp: undefined }, policy, now)).toBe('timestamp missing')
  expect(refuseSignature(signed('new secret', 'yesterday'), policy, now)).toBe('timestamp unreadable')
})

test('the window is open five minutes either way, and no longer', () => {
  for (const offsetMs of [-300_000, 0, 300_000]) {
    expect(refuseSignature(signed(), policy, now + offsetMs)).toBeUndefined()
  }
  for (const offsetMs of [-300_001, 300_001]) {
    expect(refuseSignature(signed(), policy, now + offsetMs)).toBe('timestamp outside the window')
  }
})

test('the timestamp is part of what is signed', () => {
  const replayed = { ...signed(), timestamp: String(now / 1_000 + 1) }
  expect(refuseSignature(replayed, policy, now)).toBe('signature wrong')
})

test('any body, signed, is accepted; with any one bit flipped anywhere it is refused', () => {
  const anyCase = fc.record({ body: fc.uint8Array({ minLength: 1 }), at: fc.nat(), bit: fc.nat(7) })
  fc.assert(
    fc.property(anyCase, ({ body, at, bit }) => {
      const request = { timestamp, body, signature: signatureOf('new secret', timestamp, body) }
      expect(refuseSignature(request, policy, now)).toBeUndefined()
      expect(refuseSignature({ ...request, body: flip(body, at, bit) }, policy, now)).toBeDefined()
      const signature = Buffer.from(flip(Buffer.from(request.signature), at, bit)).toString('latin1')
      expect(refuseSignature({ ...request, signature }, policy, now)).toBeDefined()
    }),
  )
})

test('any text as signature and timestamp is refused, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (signature, sentAt) => {
      expect(refuseSignature({ signature, timestamp: sentAt, body }, policy, now)).toBeDefined()
      expect(refuseSignature({ signature, timestamp, body }, policy, now)).toBeDefined()
    }),
  )
})

function flip(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const index = at % bytes.length
  return bytes.map((byte, position) => (position === index ? byte ^ (1 << bit) : byte))
}
