import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loggedCall } from '../testing/calls.ts'
import { isOnContact, latestPerContact } from './last-call.ts'

const call = (contactId: string, endedAt: number, durationSeconds = 1) => ({
  ...loggedCall({ endedAt, durationSeconds }),
  contactId,
})

describe('the latest call of each contact', () => {
  it('is the one that ended last, in whatever order they come', () => {
    const calls = [call('a', 2), call('b', 9), call('a', 3), call('a', 1)]
    expect(latestPerContact(calls)).toEqual([call('a', 3), call('b', 9)])
    expect(latestPerContact(calls.toReversed())).toEqual([call('a', 3), call('b', 9)])
  })

  it('is the later in the batch of two that ended together', () => {
    expect(latestPerContact([call('a', 1, 10), call('a', 1, 20)])).toEqual([call('a', 1, 20)])
  })

  it('names each contact once, and loses none', () => {
    const one = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer())
      .map(([id, endedAt]) => call(id, endedAt))
    fc.assert(
      fc.property(fc.array(one), (calls) => {
        const latest = latestPerContact(calls)
        expect(latest.map(({ contactId }) => contactId).toSorted()).toEqual(
          [...new Set(calls.map(({ contactId }) => contactId))].toSorted(),
        )
        for (const { contactId, call: one } of calls) {
          const { call: last } = latest.find((other) => other.contactId === contactId)!
          expect(last.endedAt).toBeGreaterThanOrEqual(one.endedAt)
        }
      }),
    )
  })
})

it('a Task on a lead, an account or nobody is on no contact', () => {
  expect(isOnContact(loggedCall())).toBe(true)
  expect(isOnContact(loggedCall({}, { contactId: null, leadId: '00QSm0000Lead01IQA' }))).toBe(false)
})
