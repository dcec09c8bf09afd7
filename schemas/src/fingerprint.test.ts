import { describe, expect, it } from 'vitest'
import { contentFingerprint } from './fingerprint.ts'
import { endedCall } from './testing.ts'

describe('the fingerprint of a call', () => {
  it('is the same for a copy, whenever that came and however its attributes are ordered', () => {
    const call = endedCall({ attributes: { notes: 'Called back.', customer_tier: 'Premium' } })
    const copy = endedCall({
      attributes: { customer_tier: 'Premium', notes: 'Called back.' },
      receivedAt: call.receivedAt + 60_000,
    })
    expect(contentFingerprint(copy)).toBe(contentFingerprint(call))
  })

  it.each([
    ['its notes', { attributes: { notes: 'Called back.' } }],
    ['its length', { durationSeconds: 631 }],
    ['its recording', { recordingId: 'recording-333' }],
    ['its event id', { eventId: 'conversation-111:user-agent-2' }],
  ])('is another one for a revision of %s', (_, changes) => {
    expect(contentFingerprint(endedCall(changes))).not.toBe(contentFingerprint(endedCall()))
  })
})
