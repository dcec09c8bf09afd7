import { describe, expect, it } from 'vitest'
import type { DeadLetterRecord, Delivery, LoggedRecord, Observed } from './books.ts'
import type { Fault } from './fault.ts'
import { audit } from './ledger.ts'
import { withLateRecords } from './row.ts'
import { retriesSeen } from './signs.ts'
import { complaintsOf } from './verdict.ts'
import type { Case } from './verdict.ts'

const fault: Fault = { name: 'a-fault', what: 'something breaks', during: async () => {} }
const rowLocks: Fault = {
  ...fault,
  signs: [retriesSeen],
  deadLetters: { codes: ['SALESFORCE_ROW_LOCKED'], maxShare: 0.03 },
}
const count = 100
const contactId = '003Ft0000000000AAA'
const eventIdOf = (index: number) => `f0-${index}:agent-1`

const deliveries = Array.from({ length: count }, (_, index): Delivery => ({
  eventId: eventIdOf(index),
  revision: 0,
  contactId,
  key: contactId,
  skipReason: null,
  endedAt: index,
  durationSeconds: 1,
  fate: 'accepted',
  answeredAt: 1,
}))

interface Wrong {
  readonly dead?: number
  readonly retried?: number
  readonly changes?: Partial<LoggedRecord>
}

/** A hundred calls that were enriched, `dead` of them then dead-lettered, the others logged. */
function caseOf({ dead = 0, retried = 0, changes = {} }: Wrong = {}): Case {
  const indices = deliveries.map((_, index) => index)
  const observed: Observed = {
    enriched: indices.map((index) => ({
      eventId: eventIdOf(index),
      revision: 0,
      receivedAt: 1,
      toldOrder: 1,
      key: contactId,
      partition: 0,
      seenAt: 1,
    })),
    deadLetters: indices.slice(0, dead).map(deadLetter),
    logged: indices.slice(dead).map((index) => ({
      eventId: eventIdOf(index),
      receivedAt: 1,
      result: 'CREATED',
      skipReason: null,
      contactError: null,
      seenAt: 2,
      ...changes,
    })),
    retried: new Set(indices.slice(0, retried).map(eventIdOf)),
    keyless: [],
  }
  return { observed, audit: audit(deliveries, observed), answers: {}, unexpectedExits: [], logs: new Map() }
}

function deadLetter(index: number): DeadLetterRecord {
  const eventId = eventIdOf(index)
  return { eventId, stage: 'sink', revision: 0, receivedAt: 1, code: 'SALESFORCE_ROW_LOCKED', seenAt: 2 }
}

it('nothing is wrong with calls that were logged', () => {
  expect(complaintsOf(fault, caseOf())).toEqual([])
})

describe('dead letters', () => {
  it('are wrong by default', () => {
    expect(complaintsOf(fault, caseOf({ dead: 2 }))).toEqual(['dead-lettered: 2 (SALESFORCE_ROW_LOCKED)'])
  })

  it('are right as far as the fault allows', () => {
    expect(complaintsOf(rowLocks, caseOf({ dead: 3, retried: 20 }))).toEqual([])
  })

  it('are wrong beyond the share that the fault allows', () => {
    expect(complaintsOf(rowLocks, caseOf({ dead: 4, retried: 20 }))).toEqual([
      'dead-lettered: 4 of 100, more than 3 %',
    ])
  })

  it('are wrong when every call is one, and none was retried', () => {
    expect(complaintsOf(rowLocks, caseOf({ dead: 100 }))).toEqual([
      'dead-lettered: 100 of 100, more than 3 %',
      'it did not bite: no call was retried',
    ])
  })
})

describe('a contact’s last call that could not be written', () => {
  const failed = { changes: { contactError: 'SALESFORCE_RECORD_REJECTED' } }

  it('is wrong by default', () => {
    expect(complaintsOf(fault, caseOf(failed))).toEqual([
      'logged without the contact’s last call: 100 (SALESFORCE_RECORD_REJECTED)',
    ])
  })

  it('is right where the fault allows it', () => {
    const allowing: Fault = {
      ...fault,
      contactErrors: { codes: ['SALESFORCE_RECORD_REJECTED'], maxShare: 1 },
    }
    expect(complaintsOf(allowing, caseOf(failed))).toEqual([])
  })
})

it('what comes after the books were closed is a complaint of its own: doubled, stray, dead', () => {
  const found = caseOf()
  const run = {
    ...found,
    fault,
    prefix: 'f0',
    deliveries,
    recoveryMs: 0,
    faultMs: 0,
    peakMiB: {},
    complaints: complaintsOf(fault, found),
  }
  const { observed } = found
  expect(withLateRecords(run, observed).complaints).toEqual([])
  const late: Observed = {
    ...observed,
    enriched: [...observed.enriched, { ...observed.enriched[0]!, eventId: 'f0-nobody:agent-1' }],
    deadLetters: [deadLetter(5)],
  }
  expect(withLateRecords(run, late).complaints).toEqual([
    'later: doubled: 1',
    'later: stray: 1',
    'later: dead-lettered: 1 (SALESFORCE_ROW_LOCKED)',
  ])
})
