/**
 * The default mapping, in an org that Calltrail was deployed to.
 */
import type { CallEnriched } from '@calltrail/schemas'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyEnrichedCall } from '../testing/arbitrary-calls.ts'
import { loggedCall } from '../testing/calls.ts'
import { fitMapping } from './fit-mapping.ts'
import { readMapping } from './read-mapping.ts'
import { orgWith } from './testing/org-description.ts'

const { taskOf, contactUpdateOf, accountUpdateOf, lastCallField, findings } = fitMapping(
  readMapping(),
  orgWith(),
)

const recordingLink = 'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/conversation-111'

function field(name: string, changes: Partial<CallEnriched> = {}) {
  return taskOf(loggedCall(changes))[name]
}

const lines = (changes: Partial<CallEnriched> = {}) => String(field('Description', changes)).split('\n')

it('suits the org without a finding', () => {
  expect(findings).toEqual([])
})

describe('the call of the documentation gives the Task of the documentation:', () => {
  const task = taskOf(loggedCall())
  const fields = {
    Calltrail_Event_Id__c: 'conversation-111:user-agent-1',
    Calltrail_Revision__c: Date.UTC(2026, 2, 14, 10, 10, 31),
    Subject: 'Call with John Doe',
    Description: [
      'Inbound Call from +15551234567',
      'Duration: 10 minutes',
      'Agent: Agent Smith',
      'Queue: Support Queue',
      'Start: 2026-03-14T10:00:00Z',
      'End: 2026-03-14T10:10:30Z',
      `Recording: ${recordingLink}`,
    ].join('\n'),
    WhoId: '003Sm0000JohnD1IQI',
    WhatId: '001Sm0000Acme01IQA',
    // The day of the call, where the documentation writes the server's today.
    ActivityDate: '2026-03-14',
    CallDurationInSeconds: 630,
    CallType: 'Inbound',
    CallObject: 'conversation-111',
    Status: 'Completed',
    Type: 'Call',
    TaskSubtype: 'Call',
    Call_Type__c: 'Inbound',
    Call_Queue__c: 'Support Queue',
    Call_Agent__c: 'Agent Smith',
    Call_Duration_Seconds__c: 630,
    Call_Recording_URL__c: recordingLink,
    Call_Channel__c: 'Phone',
    Customer_Tier__c: 'Premium',
    // Was_Transferred__c is not written: Salesforce has false until it is told otherwise.
    Call_Outcome__c: 'Completed',
  }

  it.each(Object.entries(fields))('%s', (name, value) => {
    expect(task[name]).toBe(value)
  })

  it('and nothing else', () => {
    expect(Object.keys(task).toSorted()).toEqual(Object.keys(fields).toSorted())
  })

  it('Agent_Notes__c, when there are notes', () => {
    expect(field('Agent_Notes__c', { attributes: { notes: 'Reset the router.' } })).toBe('Reset the router.')
  })
})

describe('what comes after the call', () => {
  it.each<[string, Partial<CallEnriched>, string, unknown]>([
    ['the wrap-up is the outcome', { wrapUpName: 'Sold' }, 'Call_Outcome__c', 'Sold'],
    ['the wrap-up is the call result', { wrapUpName: 'Sold' }, 'CallDisposition', 'Sold'],
    ['without one an agent spoke with the customer', {}, 'Call_Outcome__c', 'Completed'],
    ['without one nobody did', { outcome: 'ABANDONED' }, 'Call_Outcome__c', 'Abandoned'],
    ['without one nothing is known', { outcome: 'UNKNOWN' }, 'Call_Outcome__c', 'Completed'],
    ['the call was transferred', { transferred: true }, 'Was_Transferred__c', true],
    ['the call was not transferred', { transferred: false }, 'Was_Transferred__c', false],
    [
      'the agent’s notes come before those of the attributes',
      { wrapUpNotes: 'Called back.', attributes: { notes: 'Call back.' } },
      'Agent_Notes__c',
      'Called back.',
    ],
  ])('%s', (_, changes, name, value) => {
    expect(field(name, changes)).toBe(value)
  })
})

describe('the Task stands', () => {
  it('on the lead, and on no account beside it', () => {
    const task = taskOf(loggedCall({ contact: null }, { contactId: null, leadId: '00Q1', accountId: '0011' }))
    expect(task).toMatchObject({ WhoId: '00Q1' })
    expect(task).not.toHaveProperty('WhatId')
  })

  it('on an account, and on nobody', () => {
    const task = taskOf(loggedCall({ contact: null }, { contactId: null, leadId: null, accountId: '0011' }))
    expect(task).toMatchObject({ WhatId: '0011' })
    expect(task).not.toHaveProperty('WhoId')
  })

  it('with its owner', () => {
    expect(taskOf(loggedCall({}, { ownerId: '0051' }))).toMatchObject({ OwnerId: '0051' })
    expect(taskOf(loggedCall({}, { ownerId: null }))).not.toHaveProperty('OwnerId')
  })
})

it('the day is that of the call in the org’s time zone', () => {
  const early = { startedAt: Date.UTC(2026, 2, 14, 5) }
  expect(taskOf(loggedCall(early, { timeZone: 'America/Los_Angeles' }))['ActivityDate']).toBe('2026-03-13')
  expect(taskOf(loggedCall(early, { timeZone: 'Pacific/Kiritimati' }))['ActivityDate']).toBe('2026-03-14')
})

describe('the description', () => {
  it.each<[string, Partial<CallEnriched>, string]>([
    ['of an inbound call', {}, 'Inbound Call from +15551234567'],
    ['of an outbound call', { direction: 'OUTBOUND' }, 'Outbound Call to +18001234567'],
    ['of an internal call', { direction: 'INTERNAL' }, 'Internal Call'],
    ['of a call of a direction yet to come', { direction: 'UNKNOWN' }, 'Call'],
    ['of a withheld number', { callerId: null }, 'Inbound Call from a withheld number'],
    ['of a withheld number in words', { callerId: 'anonymous' }, 'Inbound Call from anonymous'],
    ['of an unknown number', { direction: 'OUTBOUND', calleeId: null }, 'Outbound Call to an unknown number'],
  ])('%s begins so', (_, changes, headline) => {
    expect(lines(changes)[0]).toBe(headline)
  })

  it.each<[string, Partial<CallEnriched>]>([
    ['Agent', { agentName: null }],
    ['Agent', { agentName: '' }],
    ['Queue', { queueName: null }],
    ['Recording', { recordingLink: null, recordingStatus: 'NOT_RECORDED' }],
  ])('has no line %s without its value: %j', (label, changes) => {
    expect(lines(changes)).toHaveLength(6)
    expect(lines(changes).filter((line) => line.startsWith(label))).toEqual([])
  })

  it.each([
    [-1, 'Duration: 0 minutes'],
    [0, 'Duration: 0 minutes'],
    [59, 'Duration: 0 minutes'],
    [60, 'Duration: 1 minutes'],
    [3_599, 'Duration: 59 minutes'],
    [36_000, 'Duration: 600 minutes'],
  ])('of %i seconds counts whole minutes', (durationSeconds, line) => {
    expect(lines({ durationSeconds })[1]).toBe(line)
  })

  it('tells parts of a second when there are any', () => {
    expect(lines({ startedAt: Date.UTC(2026, 2, 14, 10, 0, 0, 250) })[4]).toBe(
      'Start: 2026-03-14T10:00:00.250Z',
    )
  })

  it('holds the lasting link, and never the one that expires', () => {
    expect(field('Description')).not.toContain('X-Amz-Expires')
  })

  it('holds the notes that their own field is too short for, whole', () => {
    const notes = 'The router was reset twice. '.repeat(20).trim()
    expect(field('Agent_Notes__c', { wrapUpNotes: notes })).toHaveLength(255)
    expect(lines({ wrapUpNotes: notes }).at(-1)).toBe(`Notes: ${notes}`)
    expect(lines({ wrapUpNotes: 'Short.' }).at(-1)).toBe(`Recording: ${recordingLink}`)
  })

  it('shows what people typed as they typed it', () => {
    expect(lines({ agentName: '<b>{{ name }}</b> & {% if %}' })[2]).toBe(
      'Agent: <b>{{ name }}</b> & {% if %}',
    )
  })
})

describe('a field without a value is left out, so that it never empties what is there:', () => {
  it.each<[string, Partial<CallEnriched>]>([
    ['WhoId', { contact: null }],
    ['WhatId', { contact: null }],
    ['CallType', { direction: 'UNKNOWN' }],
    ['Call_Type__c', { direction: 'UNKNOWN' }],
    ['Call_Queue__c', { queueName: null }],
    ['Call_Queue__c', { queueName: '  \n' }],
    ['Call_Agent__c', { agentName: null }],
    ['Call_Recording_URL__c', { recordingLink: null }],
    ['CallDisposition', {}],
    ['Customer_Tier__c', { attributes: {} }],
    ['Customer_Tier__c', { attributes: { customer_tier: '' } }],
    ['Agent_Notes__c', { attributes: {} }],
  ])('%s', (name, changes) => {
    expect(taskOf(loggedCall(changes))).not.toHaveProperty(name)
  })
})

describe('a text that is too long is cut', () => {
  it.each<[string, number, (text: string) => Partial<CallEnriched>]>([
    ['Description', 32_000, (agentName) => ({ agentName })],
    ['Call_Queue__c', 255, (queueName) => ({ queueName })],
    ['Call_Agent__c', 255, (agentName) => ({ agentName })],
    ['CallDisposition', 255, (wrapUpName) => ({ wrapUpName })],
    ['Customer_Tier__c', 80, (tier) => ({ attributes: { customer_tier: tier } })],
    ['Call_Outcome__c', 80, (wrapUpName) => ({ wrapUpName })],
    ['Agent_Notes__c', 255, (notes) => ({ attributes: { notes } })],
  ])('in %s after %i characters', (name, length, changes) => {
    const value = String(field(name, changes('x'.repeat(40_000))))
    expect(value).toHaveLength(length)
    expect(value).toMatch(/x…$/)
  })

  it('in Subject after 255 characters', () => {
    const value = String(taskOf(loggedCall({}, { name: 'x'.repeat(40_000) }))['Subject'])
    expect(value).toHaveLength(255)
    expect(value).toMatch(/^Call with x+…$/)
  })

  it('and not when it just fits', () => {
    expect(field('Customer_Tier__c', { attributes: { customer_tier: 'x'.repeat(80) } })).toBe('x'.repeat(80))
  })

  it('and a pair of surrogates is not torn', () => {
    const tier = `${'x'.repeat(78)}\u{1F600}\u{1F600}`
    expect(field('Customer_Tier__c', { attributes: { customer_tier: tier } })).toBe(`${'x'.repeat(78)}…`)
  })
})

describe('the link to a recording', () => {
  const linkOf = (length: number) => `https://a.example/${'x'.repeat(length - 18)}`

  it('is written as long as the field takes it', () => {
    expect(field('Call_Recording_URL__c', { recordingLink: linkOf(255) })).toBe(linkOf(255))
  })

  it('is left out of the field, and stays in the description, when it is longer', () => {
    const changes = { recordingLink: linkOf(256) }
    expect(taskOf(loggedCall(changes))).not.toHaveProperty('Call_Recording_URL__c')
    expect(lines(changes).at(-1)).toBe(`Recording: ${linkOf(256)}`)
  })

  it('is left out of both when the description cannot hold it either', () => {
    const changes = { recordingLink: linkOf(32_000) }
    expect(taskOf(loggedCall(changes))).not.toHaveProperty('Call_Recording_URL__c')
    expect(lines(changes).at(-1)).toBe('End: 2026-03-14T10:10:30Z')
  })
})

describe('the contact of a call', () => {
  const call = loggedCall().call

  it('is told of the call', () => {
    expect(contactUpdateOf(call, '0031')).toEqual({
      Id: '0031',
      Last_Call_Date__c: '2026-03-14T10:10:30Z',
      Last_Call_Duration__c: 630,
    })
  })

  it('is known by the end of its last call', () => {
    expect(lastCallField).toBe('Last_Call_Date__c')
  })

  it('that is a person account is told of it on the account', () => {
    expect(accountUpdateOf(call, '0011')).toEqual({
      Id: '0011',
      Last_Call_Date__pc: '2026-03-14T10:10:30Z',
      Last_Call_Duration__pc: 630,
    })
  })
})

describe('an update', () => {
  it('has not what can only be set when a Task is created', () => {
    expect(taskOf(loggedCall())).toMatchObject({ TaskSubtype: 'Call' })
    expect(taskOf(loggedCall(), { isUpdate: true })).not.toHaveProperty('TaskSubtype')
  })

  it('has not what the org refused, but always the external id', () => {
    const omit = new Set(['Type', 'Calltrail_Event_Id__c'])
    const task = taskOf(loggedCall(), { isUpdate: true, omit })
    expect(task).not.toHaveProperty('Type')
    expect(task.Calltrail_Event_Id__c).toBe('conversation-111:user-agent-1')
  })
})

describe('whatever the event,', () => {
  it('the Task has no empty value, and no half of a surrogate pair that the event had not', () => {
    fc.assert(
      fc.property(anyEnrichedCall, (call) => {
        for (const value of Object.values(taskOf(loggedCall(call)))) {
          expect(value).not.toBeNull()
          expect(String(value).trim()).not.toBe('')
          if (typeof value === 'string') expect(value.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})
