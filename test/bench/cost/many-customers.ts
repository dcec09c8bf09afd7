/**
 * Thousands of people who call in turn, and their calls, which are numbered: what becomes of a million can be counted without keeping them.
 */
import { randomBytes } from 'node:crypto'
import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { sampleOrg, sampleRecords, toLongId } from '@calltrail/simulators'
import type { SeedRecords } from '@calltrail/simulators'
import { callPayload, endedCall } from '../../kit/calls.ts'

/** As many as there are lines in one exchange. */
export const customerCount = 10_000
const accountIds = Object.values(sampleRecords.accounts).map(({ Id }) => Id)
const callSeconds = 630
const hourMs = 3_600_000

/** The simulated org with all of them in it: also what it goes back to when it is reset. */
export function orgOfMany(): SeedRecords {
  const customers = Array.from({ length: customerCount }, (_, index) => {
    const { id, lastName, accountId } = customer(index)
    return {
      Id: id,
      FirstName: 'Customer',
      LastName: lastName,
      AccountId: accountId,
      Phone: `(415) 600-${line(index)}`,
    }
  })
  return { ...sampleOrg, Contact: [...sampleOrg['Contact']!, ...customers] }
}

/** Calls under one name, by number. Each is a second later than the one before, and the next customer's. */
export interface NumberedCalls {
  /** What their events' ids have in common. */
  readonly run: string
  ended(number: number): CallEnded
  enriched(number: number): CallEnriched
  webhook(number: number): Record<string, unknown>
}

/** Calls that ended within the last days, none of them recorded. */
export function numberedCalls(): NumberedCalls {
  const run = randomBytes(4).toString('hex')
  const firstEnd = Date.now() - 300 * hourMs

  function common(number: number) {
    const endedAt = firstEnd + number * 1_000
    return {
      conversationId: `bench-${run}-${number}`,
      callerId: customer(number).phone,
      recordingId: null,
      durationSeconds: callSeconds,
      attributes: { customer_tier: 'Premium' },
      startedAt: endedAt - callSeconds * 1_000,
      endedAt,
    }
  }

  return {
    run,
    ended: (number) => endedCall({ ...common(number), receivedAt: Date.now() }),
    enriched(number) {
      const { id, name, phone, accountId } = customer(number)
      return enrichedCall({
        ...common(number),
        receivedAt: Date.now(),
        customerPhone: phone,
        contact: { id, name, accountId, email: null, isPersonAccount: false },
        accountId,
        recordingUrl: null,
        recordingUrlExpiresAt: null,
        recordingStatus: 'NOT_RECORDED',
        enrichedAt: Date.now(),
      })
    },
    webhook(number) {
      const { startedAt, endedAt, ...call } = common(number)
      const instant = (epochMs: number) => new Date(epochMs).toISOString()
      return callPayload({ ...call, startTime: instant(startedAt), endTime: instant(endedAt) })
    },
  }
}

/** Which call an event is of. Undefined when it is none of {@link numberedCalls}. */
export function callOf(eventId: string): { readonly run: string; readonly number: number } | undefined {
  const [, run, number] = /^bench-([0-9a-f]{8})-(\d+):/.exec(eventId) ?? []
  return run === undefined ? undefined : { run, number: Number(number) }
}

/** Who makes the call with this number. */
export function customerOf(number: number): number {
  return number % customerCount
}

function customer(number: number) {
  const index = customerOf(number)
  const lastName = `Number ${index}`
  return {
    id: toLongId(`003Bm${String(index).padStart(10, '0')}`),
    lastName,
    name: `Customer ${lastName}`,
    accountId: accountIds[index % accountIds.length]!,
    phone: `+1415600${line(index)}`,
  }
}

function line(index: number): string {
  return String(index).padStart(4, '0')
}
