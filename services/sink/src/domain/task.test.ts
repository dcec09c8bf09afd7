import type { CallEnriched } from '@calltrail/schemas'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyEnrichedCall } from '../testing/arbitrary-calls.ts'
import { loggedCall } from '../testing/calls.ts'
import { taskOf } from './task.ts'

const recordingUrl = 'https://recordings.example/recording-222?X-Amz-Expires=3600'

function field(name: string, changes: Partial<CallEnriched> = {}) {
  return taskOf(loggedCall(changes))[name]
}

const lines = (changes: Partial<CallEnriched> = {}) => String(field('Description', changes)).split('\n')

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
      `Recording: ${recordingUrl}`,
    ].join('\n'),
    WhoId: '003Sm0000JohnD1IQI',
    WhatId: '001Sm0000Acme01IQA',
    // The day of the call, where the documentation writes the server's today.
    ActivityDate: '2026-03-14',
    CallDurationInSeconds: 630,
    CallType: 'Inbound',
    Status: 'Completed',
    Type: 'Call',
    Call_Type__c: 'Inbound',
    Call_Queue__c: 'Support Queue',
    Call_Agent__c: 'Agent Smith',
    Call_Duration_Seconds__c: 630,
    Call_Recording_URL__c: recordingUrl,
    Call_Channel__c: 'Phone',
    Customer_Tier__c: 'Premium',
    Was_Transferred__c: false,
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
    ['Recording', { recordingUrl: null, recordingStatus: 'PENDING' }],
  ])('has no line %s without its value: %j', (label, changes) => {
    expect(lines(changes)).toHaveLength(6)
    expect(lines(changes).filter((line) => line.startsWith(label))).toEqual([])
  })

  it.each([
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
})

describe('a field without a value is left out, so that it never empties what is there:', () => {
  it.each<[string, Partial<CallEnriched>]>([
    ['WhoId', { contact: null }],
    ['WhatId', { contact: { id: '003Sm0000JohnD1IQI', name: 'John Doe', accountId: null, email: null } }],
    ['CallType', { direction: 'UNKNOWN' }],
    ['Call_Type__c', { direction: 'UNKNOWN' }],
    ['Call_Queue__c', { queueName: null }],
    ['Call_Agent__c', { agentName: null }],
    ['Call_Recording_URL__c', { recordingUrl: null }],
    ['Customer_Tier__c', { attributes: {} }],
    ['Customer_Tier__c', { attributes: { customer_tier: '' } }],
    ['Agent_Notes__c', { attributes: {} }],
  ])('%s', (name, changes) => {
    expect(taskOf(loggedCall(changes))).not.toHaveProperty(name)
  })
})

describe('a text that is too long is cut', () => {
  const contactNamed = (name: string) => ({ contact: { id: 'id', name, accountId: null, email: null } })

  it.each<[string, number, (text: string) => Partial<CallEnriched>]>([
    ['Subject', 255, (name) => contactNamed(name)],
    ['Description', 32_000, (agentName) => ({ agentName })],
    ['Call_Queue__c', 255, (queueName) => ({ queueName })],
    ['Call_Agent__c', 255, (agentName) => ({ agentName })],
    ['Customer_Tier__c', 80, (tier) => ({ attributes: { customer_tier: tier } })],
    ['Agent_Notes__c', 32_000, (notes) => ({ attributes: { notes } })],
  ])('in %s after %i characters', (name, length, changes) => {
    const value = String(field(name, changes('x'.repeat(40_000))))
    expect(value).toHaveLength(length)
    expect(value).toMatch(/x…$/)
  })

  it('and not when it just fits', () => {
    expect(field('Customer_Tier__c', { attributes: { customer_tier: 'x'.repeat(80) } })).toBe('x'.repeat(80))
  })

  it('and a pair of surrogates is not torn', () => {
    const tier = `${'x'.repeat(78)}\u{1F600}\u{1F600}`
    expect(field('Customer_Tier__c', { attributes: { customer_tier: tier } })).toBe(`${'x'.repeat(78)}…`)
  })
})

describe('the address of a recording', () => {
  const addressOf = (length: number) => `https://a.example/${'x'.repeat(length - 18)}`

  it('is written as long as the field takes it', () => {
    expect(field('Call_Recording_URL__c', { recordingUrl: addressOf(2_000) })).toBe(addressOf(2_000))
  })

  it('is left out of the field, and stays in the description, when it is longer', () => {
    const changes = { recordingUrl: addressOf(2_001) }
    expect(taskOf(loggedCall(changes))).not.toHaveProperty('Call_Recording_URL__c')
    expect(lines(changes).at(-1)).toBe(`Recording: ${addressOf(2_001)}`)
  })

  it('is left out of both when the description cannot hold it either', () => {
    const changes = { recordingUrl: addressOf(32_000) }
    expect(taskOf(loggedCall(changes))).not.toHaveProperty('Call_Recording_URL__c')
    expect(lines(changes).at(-1)).toBe('End: 2026-03-14T10:10:30Z')
  })
})

describe('whatever the event,', () => {
  it('the Task has no empty value, and no half of a surrogate pair that the event had not', () => {
    fc.assert(
      fc.property(anyEnrichedCall, (call) => {
        for (const value of Object.values(taskOf(loggedCall(call)))) {
          expect(value).not.toBeNull()
          expect(value).not.toBe('')
          if (typeof value === 'string') expect(value.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})
