import { endedCall } from '@calltrail/schemas/testing'
import type { CallEnded } from '@calltrail/schemas'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agent, at, conversation, customer, queue, resolved } from '../testing/conversations.ts'
import type { Conversation, Participant } from './conversation.ts'
import { isUntold, needsConversation, tell, transferPolicies } from './told-call.ts'

/** What EventBridge tells: the customer's side. */
const customerEnd = (changes: Partial<CallEnded> = {}) =>
  endedCall({
    eventId: 'conversation-111',
    participantId: 'participant-customer-1',
    scope: 'CONVERSATION',
    recordingId: null,
    agentId: null,
    agentName: null,
    queueId: null,
    queueName: null,
    interactionId: null,
    attributes: {},
    ...changes,
  })

const second = (changes: Partial<Participant> = {}) =>
  agent('user-agent-2', {
    id: 'leg-2',
    userName: 'Agent Jones',
    queueId: 'queue-billing',
    queueName: 'Billing',
    answeredAt: at(5, 6),
    ...changes,
  })
const transferred = conversation([customer(), queue(), agent('user-agent-1', { endedAt: at(5) }), second()])

const each = (call: CallEnded, known: Conversation | undefined) => tell(call, known, 'one-task-per-agent')
const whole = (call: CallEnded, known: Conversation | undefined) =>
  tell(call, known, 'one-task-per-conversation')

describe('an event about a conversation', () => {
  it('is a call of its agent, with the event id that a webhook for that agent has', () => {
    const [call, ...others] = each(customerEnd(), conversation())
    expect(call).toMatchObject({
      eventId: endedCall().eventId,
      participantId: 'user-agent-1',
      agentId: 'user-agent-1',
      agentName: 'Agent Smith',
      queueId: 'queue-456',
      queueName: 'Support Queue',
      startedAt: at(0, 15),
      endedAt: at(10, 30),
      durationSeconds: 615,
      transferred: false,
      outcome: 'COMPLETED',
    })
    expect(others).toEqual([])
  })

  it('that was transferred is a call of each agent, as long as each spoke', () => {
    const calls = each(customerEnd(), transferred)
    expect(calls).toMatchObject([
      { eventId: 'conversation-111:user-agent-1', agentName: 'Agent Smith', durationSeconds: 285 },
      {
        eventId: 'conversation-111:leg-2',
        agentName: 'Agent Jones',
        queueName: 'Billing',
        durationSeconds: 324,
      },
    ])
    expect(calls.map((call) => call.transferred)).toEqual([true, true])
  })

  it('without an agent is one call that was abandoned', () => {
    const rung = agent('user-agent-1', { answeredAt: null })
    expect(each(customerEnd(), conversation([customer(), queue(), rung]))).toMatchObject([
      {
        eventId: 'conversation-111',
        participantId: null,
        agentId: null,
        outcome: 'ABANDONED',
        transferred: false,
        mayWrapUp: false,
        durationSeconds: 630,
      },
    ])
  })

  it('has the customer’s attributes and numbers, where the event itself does not say otherwise', () => {
    const known = conversation([customer({ attributes: { contact_id: 'a', tier: 'Gold' } }), agent()])
    const event = customerEnd({ attributes: { contact_id: 'b' }, callerId: null, calleeId: '+18005550000' })
    expect(each(event, known)).toMatchObject([
      {
        attributes: { contact_id: 'b', tier: 'Gold' },
        callerId: '+15551234567',
        calleeId: '+18005550000',
      },
    ])
  })

  it.each([
    ['INBOUND', [customer(), agent()]],
    ['OUTBOUND', [agent(), customer({ direction: 'OUTBOUND' })]],
    ['INTERNAL', [agent(), agent('user-agent-2')]],
  ])('of a direction that it does not know takes the conversation’s: %s', (direction, participants) => {
    const calls = each(customerEnd({ direction: 'UNKNOWN' }), conversation(participants))
    expect(calls.map((call) => call.direction)).toEqual(calls.map(() => direction))
  })

  it('has what the agent said after the call', () => {
    const known = conversation([customer(), agent('user-agent-1', { wrapUp: resolved })])
    expect(each(customerEnd(), known)).toMatchObject([
      {
        wrapUpCode: 'wrap-up-resolved',
        wrapUpName: 'Resolved',
        wrapUpNotes: 'Reset the router.',
        mayWrapUp: false,
      },
    ])
  })

  it('of which an agent has not hung up lasts until the customer did', () => {
    const known = conversation([customer(), agent('user-agent-1', { endedAt: null })], { endedAt: null })
    expect(each(customerEnd(), known)).toMatchObject([{ endedAt: at(10, 30), durationSeconds: 615 }])
  })

  it('cannot be told without its conversation, unless all its agents share a Task', () => {
    expect(isUntold(customerEnd(), undefined, 'one-task-per-agent')).toBe(true)
    expect(isUntold(customerEnd(), undefined, 'one-task-per-conversation')).toBe(false)
    expect(isUntold(customerEnd(), conversation(), 'one-task-per-agent')).toBe(false)
    expect(isUntold(endedCall(), undefined, 'one-task-per-agent')).toBe(false)
  })
})

describe('an event about one agent', () => {
  it('is told as it is when its conversation is not known', () => {
    const { scope: _, ...event } = endedCall()
    const unknown = {
      wrapUpCode: null,
      wrapUpName: null,
      wrapUpNotes: null,
      transferred: null,
      isRecorded: null,
    }
    expect(each(endedCall(), undefined)).toEqual([
      { ...event, ...unknown, outcome: 'COMPLETED', mayWrapUp: false },
    ])
    expect(each(endedCall({ agentId: null }), undefined)).toMatchObject([{ outcome: 'UNKNOWN' }])
  })

  it('gets from its agent’s leg what it lacks, and keeps what it says', () => {
    const event = endedCall({ agentName: null, queueName: null, queueId: null, durationSeconds: 600 })
    const [call] = each(
      event,
      conversation([customer(), agent('user-agent-1', { wrapUp: resolved }), second()]),
    )
    expect(call).toMatchObject({
      eventId: event.eventId,
      agentName: 'Agent Smith',
      queueId: 'queue-456',
      queueName: 'Support Queue',
      durationSeconds: 600,
      wrapUpName: 'Resolved',
      transferred: true,
    })
    expect(each(endedCall({ agentName: 'Smith, A.' }), transferred)[0]?.agentName).toBe('Smith, A.')
  })

  it('knows its leg by the participant, or else by the user', () => {
    const notes = (participantId: string | null, agentId: string | null) =>
      each(
        endedCall({ participantId, agentId }),
        conversation([customer(), agent(), second({ wrapUp: { ...resolved, notes: 'Refunded.' } })]),
      )[0]?.wrapUpNotes
    expect(notes('leg-2', null)).toBe('Refunded.')
    expect(notes('user-agent-2', null)).toBe('Refunded.')
    expect(notes('another', 'user-agent-2')).toBe('Refunded.')
    expect(notes('another', 'nobody')).toBeNull()
    expect(notes(null, null)).toBeNull()
  })

  it('of which no leg is known gets no queue’s name that is another’s', () => {
    const event = endedCall({ queueId: 'queue-other', queueName: null })
    expect(each(event, conversation())[0]).toMatchObject({ queueId: 'queue-other', queueName: null })
  })
})

describe('one Task per conversation', () => {
  it('is of the agent who spoke last, and as long as the conversation', () => {
    const expected = {
      eventId: 'conversation-111',
      participantId: null,
      agentName: 'Agent Jones',
      queueName: 'Billing',
      startedAt: at(0),
      endedAt: at(10, 30),
      durationSeconds: 630,
      transferred: true,
    }
    for (const event of [customerEnd(), endedCall(), endedCall({ eventId: 'conversation-111:leg-2' })])
      expect(whole(event, transferred)).toMatchObject([expected])
  })

  it('has its id also when the conversation is not known', () => {
    expect(whole(endedCall(), undefined)).toMatchObject([
      { eventId: 'conversation-111', participantId: null },
    ])
  })

  it('has, and waits for, the wrap-up of that agent only', () => {
    const said = agent('user-agent-1', { wrapUp: resolved })
    expect(whole(customerEnd(), conversation([customer(), said, second()]))).toMatchObject([
      { wrapUpName: null, mayWrapUp: true },
    ])
    expect(
      whole(customerEnd(), conversation([customer(), agent(), second({ wrapUp: resolved })])),
    ).toMatchObject([{ wrapUpName: 'Resolved', mayWrapUp: false }])
  })
})

it.each<[string, Partial<CallEnded>, boolean]>([
  ['an event about a conversation', { scope: 'CONVERSATION' }, true],
  ['an inbound call without the caller', { callerId: null }, true],
  ['an outbound call without the called', { direction: 'OUTBOUND', calleeId: null }, true],
  ['the documentation’s call', {}, false],
  ['a call from a withheld number', { callerId: 'anonymous' }, false],
  ['an inbound call without the called', { calleeId: null }, false],
  ['an internal call', { direction: 'INTERNAL', callerId: null, calleeId: null }, false],
])('whether the conversation is needed at once: %s', (_, changes, expected) => {
  expect(needsConversation(endedCall(changes))).toBe(expected)
})

describe('whatever took part', () => {
  const participant = fc.record({
    id: fc.string({ minLength: 1, maxLength: 6 }),
    purpose: fc.constantFrom('customer', 'external', 'ivr', 'acd', 'agent', 'user', 'voicemail'),
    userId: fc.option(fc.constantFrom('u-1', 'u-2', 'u-3')),
    queueId: fc.option(fc.constantFrom('q-1', 'q-2')),
    answeredAt: fc.option(fc.integer({ min: at(0), max: at(20) })),
    endedAt: fc.option(fc.integer({ min: at(0), max: at(20) })),
    isListener: fc.boolean(),
    direction: fc.option(fc.constantFrom('INBOUND' as const, 'OUTBOUND' as const)),
  })
  const participants = fc.uniqueArray(participant, { maxLength: 8, selector: ({ id }) => id })
  const conversations = fc
    .record({ list: participants, endedAt: fc.option(fc.integer({ min: at(0), max: at(20) })) })
    .map(({ list, endedAt }) =>
      conversation(
        list.map((one) => customer(one)),
        { endedAt },
      ),
    )
  const events = fc.constantFrom(
    customerEnd(),
    endedCall(),
    endedCall({ participantId: null, agentId: null }),
  )
  const policies = fc.constantFrom(...transferPolicies)

  it('every event is at least one call, each with an id of its own, and none shorter than nothing', () => {
    fc.assert(
      fc.property(events, fc.option(conversations, { nil: undefined }), policies, (event, known, policy) => {
        const calls = tell(event, known, policy)
        expect(calls.length).toBeGreaterThan(0)
        expect(new Set(calls.map(({ eventId }) => eventId)).size).toBe(calls.length)
        for (const call of calls) {
          expect(call.conversationId).toBe(event.conversationId)
          expect(call.durationSeconds).toBeGreaterThanOrEqual(0)
          expect(call.endedAt).toBeGreaterThanOrEqual(call.startedAt)
        }
      }),
    )
  })

  it('the ids of the calls depend on who spoke only, not on when it is asked or what else is known', () => {
    fc.assert(
      fc.property(conversations, policies, (known, policy) => {
        const later = conversation(
          known.participants.toReversed().map((one) => ({ ...one, endedAt: at(20), wrapUp: resolved })),
          { endedAt: at(20), isRecorded: true },
        )
        const ids = (told: Conversation) =>
          new Set(tell(customerEnd(), told, policy).map(({ eventId }) => eventId))
        expect(ids(later)).toEqual(ids(known))
      }),
    )
  })

  it('one Task per conversation is one call, with the conversation’s id', () => {
    fc.assert(
      fc.property(events, conversations, (event, known) => {
        expect(whole(event, known).map(({ eventId }) => eventId)).toEqual(['conversation-111'])
      }),
    )
  })
})
