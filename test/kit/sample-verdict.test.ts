import type { CallLogged } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { enrichedCall, loggedEvent as documentedOutcome } from '@calltrail/schemas/testing'
import { fateOf, verdict } from './sample-verdict.ts'
import type { Happened } from './sample-verdict.ts'
import type { Sample, SampleAnswer } from './samples.ts'

const eventId = 'conversation-1:user-agent-1'
const call = enrichedCall({ conversationId: 'conversation-1' })
const taskId = '00T000000000001AAA'

const sample: Sample = {
  name: '01-a-call',
  title: 'A call',
  shows: 'What it shows.',
  send: { times: 1, contentType: 'application/json', signature: 'valid', timestampOffsetSeconds: 0 },
  payload: { conversationId: 'conversation-1', participantId: 'user-agent-1' },
  expect: {
    answers: [{ code: 202, status: 'accepted' }],
    becomes: 'logged',
    contact: 'John Doe',
    match: 'PHONE',
    candidates: 1,
    recording: 'AVAILABLE',
    task: { Subject: 'Call with John Doe', Description: ['Agent: Agent Smith', 'Queue: Support Queue'] },
  },
}
const skippedSample: Sample = {
  ...sample,
  expect: {
    answers: [{ code: 202, status: 'accepted' }],
    becomes: 'skipped',
    match: 'NOT_FOUND',
    reason: 'UNKNOWN_CALLER',
  },
}
const refusedSample: Sample = {
  ...sample,
  expect: { answers: [{ code: 400 }], becomes: 'refused', fields: ['startTime', 'endTime'] },
}

const task = {
  Id: taskId,
  WhoId: call.contact!.id,
  WhatId: call.contact!.accountId,
  Call_Recording_URL__c: call.recordingLink,
  Subject: 'Call with John Doe',
  Description: 'Inbound Call from +15551234567\nAgent: Agent Smith\nQueue: Support Queue',
}
const accepted = answer({ code: 202, status: 'accepted', eventId })
const loggedAsExpected: Happened = {
  answers: [accepted],
  enriched: [call],
  logged: [loggedEvent({})],
  deadLetters: [],
  tasks: [task],
  contact: { Id: call.contact!.id, Last_Call_Date__c: new Date(call.endedAt).toISOString() },
}
const skippedAsExpected: Happened = {
  ...loggedAsExpected,
  enriched: [{ ...call, contact: null, contactMatch: 'NOT_FOUND' }],
  logged: [loggedEvent({ result: 'SKIPPED', skipReason: 'UNKNOWN_CALLER', taskId: null })],
  tasks: [],
  contact: undefined,
}
const refusedAsExpected: Happened = {
  answers: [answer({ code: 400, error: 'Bad Request', membersAtFault: ['endTime', 'startTime'] })],
  enriched: [],
  logged: [],
  deadLetters: [],
  tasks: [],
  contact: undefined,
}
const deadLetter = { topic: 'calls.sink.dlt', errorCode: 'SALESFORCE_RECORD_REJECTED' }

describe('a sample that came out as expected has no deviation', () => {
  it.each([
    ['logged', sample, loggedAsExpected],
    ['skipped', skippedSample, skippedAsExpected],
    ['refused', refusedSample, refusedAsExpected],
  ] as const)('%s', (fate, sample, happened) => {
    expect(verdict(sample, happened)).toEqual([])
    expect(fateOf(happened)).toBe(fate)
  })

  it('also when a later call has moved the contact on', () => {
    const contact = { Id: call.contact!.id, Last_Call_Date__c: '2030-01-01T00:00:00.000+0000' }
    expect(verdict(sample, { ...loggedAsExpected, contact })).toEqual([])
  })
})

describe('the answers', () => {
  it('are compared by code and status, one by one', () => {
    const answers = [accepted, answer({ code: 202, status: 'duplicate', eventId })]
    expect(verdict(sample, { ...loggedAsExpected, answers })).toEqual([
      { what: 'answer', expected: '202 accepted', got: '202 accepted, 202 duplicate' },
    ])
  })

  it('must name the event that the payload is', () => {
    const answers = [answer({ code: 202, status: 'accepted', eventId: 'conversation-2' })]
    expect(verdict(sample, { ...loggedAsExpected, answers })).toEqual([
      { what: 'event id of the answer', expected: eventId, got: 'conversation-2' },
    ])
  })

  it('must name exactly the members at fault', () => {
    const answers = [answer({ code: 400, membersAtFault: ['endTime'] })]
    expect(verdict(refusedSample, { ...refusedAsExpected, answers })).toEqual([
      { what: 'members at fault', expected: 'endTime, startTime', got: 'endTime' },
    ])
  })
})

describe.each(['all', 'accounting'] as const)('in the scope %s', (scope) => {
  const found = (happened: Partial<Happened>, of: Sample = sample) =>
    verdict(of, { ...loggedAsExpected, ...happened }, scope)

  it('an accepted event without an outcome is missing', () => {
    const happened = { ...loggedAsExpected, logged: [], tasks: [] }
    expect(fateOf(happened)).toBe('missing')
    expect(found(happened)).toEqual([
      { what: 'outcome', expected: 'logged, skipped or dead-lettered', got: 'none in time' },
    ])
  })

  it('two outcomes are one too many', () => {
    const logged = [loggedEvent({}), loggedEvent({ result: 'UPDATED' })]
    expect(found({ logged })).toEqual([{ what: 'outcome', expected: 'one', got: 'CREATED, UPDATED' }])
  })

  it('an outcome and a dead letter exclude each other', () => {
    expect(found({ deadLetters: [deadLetter] })).toContainEqual({
      what: 'outcome',
      expected: 'one',
      got: 'CREATED, SALESFORCE_RECORD_REJECTED on calls.sink.dlt',
    })
  })

  it('a dead letter is told with its reason', () => {
    const happened = { ...loggedAsExpected, logged: [], deadLetters: [deadLetter], tasks: [] }
    expect(fateOf(happened)).toBe('dead-lettered')
    expect(found(happened)).toEqual([
      {
        what: 'outcome',
        expected: 'no dead letter',
        got: 'SALESFORCE_RECORD_REJECTED on calls.sink.dlt',
      },
    ])
  })

  it('a Task that Kafka tells of and Salesforce does not have shows', () => {
    expect(found({ tasks: [], contact: undefined })).toEqual([
      { what: 'Tasks in Salesforce', expected: '1', got: '0' },
    ])
  })

  it('two Tasks for one event show', () => {
    expect(found({ tasks: [task, { ...task, Id: '00T000000000002AAA' }] })).toEqual([
      { what: 'Tasks in Salesforce', expected: '1', got: '2' },
    ])
  })

  it('a Task under another id than Kafka tells shows', () => {
    expect(found({ tasks: [{ ...task, Id: '00T000000000002AAA' }] })).toEqual([
      { what: 'id of the Task', expected: taskId, got: '00T000000000002AAA' },
    ])
  })

  it('a Task for a call that was skipped shows', () => {
    expect(found({ ...skippedAsExpected, tasks: [task] }, skippedSample)).toEqual([
      { what: 'Tasks in Salesforce', expected: '0', got: '1' },
    ])
  })
})

it('a refused webhook that has an outcome all the same shows', () => {
  const happened = { ...refusedAsExpected, logged: [loggedEvent({ result: 'SKIPPED' })] }
  expect(verdict(refusedSample, happened)).toContainEqual({
    what: 'outcome of a refused webhook',
    expected: 'none',
    got: 'SKIPPED',
  })
})

describe('the outcome', () => {
  const changed: [string, Partial<Happened>, ...ReturnType<typeof verdict>][] = [
    [
      'another contact',
      {
        enriched: [{ ...call, contact: { ...call.contact!, name: 'Jane Roe' } }],
      },
      { what: 'contact', expected: 'John Doe', got: 'Jane Roe' },
    ],
    [
      'another match',
      { enriched: [{ ...call, contactMatch: 'CONTACT_ID' }] },
      { what: 'match', expected: 'PHONE', got: 'CONTACT_ID' },
    ],
    [
      'more candidates',
      { enriched: [{ ...call, contactCandidates: 2 }] },
      { what: 'candidates', expected: '1', got: '2' },
    ],
    [
      'another recording',
      { enriched: [{ ...call, recordingStatus: 'PENDING' }] },
      { what: 'recording', expected: 'AVAILABLE', got: 'PENDING' },
    ],
    [
      'a contact that could not be updated',
      { logged: [loggedEvent({ contactError: 'SALESFORCE_RECORD_REJECTED' })] },
      { what: 'error at the contact', expected: 'none', got: 'SALESFORCE_RECORD_REJECTED' },
    ],
    [
      'a Task on nobody',
      { tasks: [{ ...task, WhoId: null }] },
      { what: 'WhoId', expected: `"${call.contact!.id}"`, got: 'null' },
    ],
    [
      'another value of a field',
      { tasks: [{ ...task, Subject: 'Call with Jane Roe' }] },
      { what: 'Subject', expected: '"Call with John Doe"', got: '"Call with Jane Roe"' },
    ],
    [
      'a line that is not in the description',
      { tasks: [{ ...task, Description: 'Agent: Agent Smith' }] },
      { what: 'Description', expected: 'the line “Queue: Support Queue”', got: 'no such line' },
    ],
    [
      'a contact whose last call was not moved on',
      { contact: { Id: call.contact!.id, Last_Call_Date__c: '2026-01-01T00:00:00.000+0000' } },
      {
        what: 'Last_Call_Date__c',
        expected: `${new Date(call.endedAt).toISOString()} or later`,
        got: '2026-01-01T00:00:00.000+0000',
      },
    ],
  ]

  it.each(changed)('shows %s', (_, happened, ...deviations) => {
    expect(verdict(sample, { ...loggedAsExpected, ...happened })).toEqual(deviations)
  })

  it.each(changed)('does not judge %s when only the accounting is checked', (_, happened) => {
    expect(verdict(sample, { ...loggedAsExpected, ...happened }, 'accounting')).toEqual([])
  })

  it('shows a call that was skipped instead of logged, and why', () => {
    expect(verdict(sample, skippedAsExpected)).toEqual([
      { what: 'outcome', expected: 'logged', got: 'SKIPPED UNKNOWN_CALLER' },
    ])
  })

  it('shows another reason and another match of a skipped call', () => {
    const happened: Happened = {
      ...skippedAsExpected,
      enriched: [{ ...call, contact: null, contactMatch: 'NO_NUMBER' }],
      logged: [loggedEvent({ result: 'SKIPPED', skipReason: 'NO_CUSTOMER_NUMBER', taskId: null })],
    }
    expect(verdict(skippedSample, happened)).toEqual([
      { what: 'reason', expected: 'UNKNOWN_CALLER', got: 'NO_CUSTOMER_NUMBER' },
      { what: 'match', expected: 'NOT_FOUND', got: 'NO_NUMBER' },
    ])
  })
})

function answer(changes: Partial<SampleAnswer>): SampleAnswer {
  return { code: 0, eventId: undefined, status: undefined, error: undefined, membersAtFault: [], ...changes }
}

function loggedEvent(changes: Partial<CallLogged>): CallLogged {
  return documentedOutcome({ eventId, conversationId: 'conversation-1', taskId, ...changes })
}
