/**
 * A gateway of one's own that signs what it sends, and tells of one participant's leg in full.
 */
import { readCallEndedPayload } from '../call-ended-payload.ts'
import { toCallEnded } from '../canonical-event.ts'
import { refuseSignature } from '../signature.ts'
import type { SignaturePolicy } from '../signature.ts'
import { headerOf } from '../unread-request.ts'
import type { Door } from './door.ts'

export function signedWebhookDoor(policy: SignaturePolicy): Door {
  return {
    path: '/webhook/call-ended',
    refuse({ headers, body }, now) {
      const timestamp = headerOf(headers, 'x-genesys-webhook-timestamp')
      const signature = headerOf(headers, 'x-genesys-webhook-signature')
      return refuseSignature({ timestamp, signature, body }, policy, now)
    },
    read(body, receivedAt) {
      const result = readCallEndedPayload(body, receivedAt)
      return 'problems' in result ? result : { event: toCallEnded(result.payload, receivedAt) }
    },
  }
}
