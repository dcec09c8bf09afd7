import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import type { Payload, PayloadCodec } from '../ports/payload-codec.ts'

/** For tests: events as JSON, which fit when they have an event id. */
export const jsonCodec: PayloadCodec = {
  async decode(_, value) {
    try {
      return { kind: 'payload', payload: JSON.parse(value?.toString() ?? '') as Payload }
    } catch {
      return { kind: 'undecodable', reason: 'not JSON' }
    }
  },
  async encode(_, payload) {
    if (typeof payload['eventId'] === 'string') return Buffer.from(JSON.stringify(payload))
    throw new ConsoleError(exitCodes.wrongUsage, 'The payload does not fit: eventId is missing')
  },
  keyOf: (stage, { eventId }) => `${stage} key of ${String(eventId)}`,
}
