/**
 * People who call, and their calls: each call with a conversation of its own, and later than the one before.
 */
import { randomUUID } from 'node:crypto'
import type { CallEnded } from '@calltrail/schemas'
import { sampleRecords, toLongId } from '@calltrail/simulators'
import { callPayload, endedCall } from '../../kit/calls.ts'

const customerCount = 100
const firstLine = 2_000
const accountIds = Object.values(sampleRecords.accounts).map(({ Id }) => Id)

/** Contacts to insert into the simulated org. */
export const customers = Array.from({ length: customerCount }, (_, index) => ({
  Id: toLongId(`003Be${String(index).padStart(10, '0')}`),
  FirstName: 'Customer',
  LastName: `Number ${index}`,
  AccountId: accountIds[index % accountIds.length]!,
  Phone: `(415) 555-${firstLine + index}`,
}))

/** A call, as the webhook and as the event. */
export interface CustomersCall {
  readonly eventId: string
  readonly payload: Record<string, unknown>
  readonly event: CallEnded
}

const hourMs = 3_600_000
const callSeconds = 630

export interface CallSource {
  next(count: number, kind: { readonly isRecorded: boolean }): CustomersCall[]
}

/** Calls of all customers in turn, a second apart, that ended within the last hours. */
export function callsOfCustomers(): CallSource {
  const run = randomUUID().slice(0, 8)
  const firstEnd = Date.now() - 12 * hourMs
  let sequence = 0

  function nextCall(isRecorded: boolean): CustomersCall {
    const number = sequence++
    const conversationId = `bench-${run}-${number}`
    const endedAt = firstEnd + number * 1_000
    const startedAt = endedAt - callSeconds * 1_000
    const common = {
      conversationId,
      callerId: `+1415555${firstLine + (number % customerCount)}`,
      recordingId: isRecorded ? `recording-${conversationId}` : null,
      durationSeconds: callSeconds,
      attributes: { customer_tier: 'Premium' },
    }
    const event = endedCall({ ...common, startedAt, endedAt, receivedAt: Date.now() })
    const instant = (epochMs: number) => new Date(epochMs).toISOString()
    const payload = callPayload({ ...common, startTime: instant(startedAt), endTime: instant(endedAt) })
    return { eventId: event.eventId, event, payload }
  }

  return {
    next: (count, { isRecorded }) => Array.from({ length: count }, () => nextCall(isRecorded)),
  }
}
