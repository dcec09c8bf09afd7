import { conversationIdOf } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import {
  agent,
  conversation,
  customer,
  participant,
  segment,
  startedAt,
  voice,
} from '../testing/conversations.ts'
import type { Participant } from './conversation.ts'
import { expectedEvents, legsOf } from './expected-events.ts'

const idsFor = (...participants: Participant[]) =>
  expectedEvents(conversation({ participants })).map(({ eventId }) => eventId)

describe('the events that a conversation should have given rise to', () => {
  it.each<[string, Participant[], string[]]>([
    ['of one agent: one', [customer, agent('a')], ['conversation-111:a']],
    [
      'of a transfer: one of each agent, in the order in which they took it',
      [customer, agent('late', 300), agent('early')],
      ['conversation-111:early', 'conversation-111:late'],
    ],
    [
      'of a user whom the call did not reach by a queue: one',
      [customer, agent('u', 15, 630, { purpose: 'user' })],
      ['conversation-111:u'],
    ],
    ['of no agent: one of the whole', [customer, participant('ivr', [])], ['conversation-111']],
    [
      'of an agent who was alerted and did not answer: none of that agent',
      [
        customer,
        participant('agent', [voice([segment('alert', 5, 35)])], { participantId: 'missed' }),
        agent('a'),
      ],
      ['conversation-111:a'],
    ],
    [
      'of a call that only rang at agents: one of the whole',
      [customer, participant('agent', [voice([segment('alert', 5, 35)])])],
      ['conversation-111'],
    ],
    [
      'of an agent whose telephone was not even reached: one of the whole',
      [customer, participant('agent', [voice([segment('contacting', 5, 8), segment('alert', 8, 35)])])],
      ['conversation-111'],
    ],
    [
      'of an agent who dialled in vain: one',
      [
        participant('agent', [voice([segment('dialing', 0, 40)], { direction: 'outbound' })], {
          participantId: 'a',
        }),
        participant('customer', [voice([segment('contacting', 1, 40)], { direction: 'outbound' })]),
      ],
      ['conversation-111:a'],
    ],
    [
      'of a supervisor who listened: none of the supervisor',
      [
        customer,
        agent('a'),
        agent('boss', 60, 90, { sessions: [voice([segment('interact', 60, 90)], { isSupervision: true })] }),
      ],
      ['conversation-111:a'],
    ],
    [
      'of a callback that an agent only looked at: none of that',
      [
        customer,
        agent('preview', 15, 20, {
          sessions: [voice([segment('interact', 15, 20)], { mediaType: 'callback' })],
        }),
        agent('a'),
      ],
      ['conversation-111:a'],
    ],
    [
      'of two colleagues: one, for the other end would tell the same',
      [agent('u1', 0, 120, { purpose: 'user' }), agent('u2', 4, 120, { purpose: 'user' })],
      ['conversation-111:u1'],
    ],
  ])('%s', (_, participants, eventIds) => {
    expect(idsFor(...participants)).toEqual(eventIds)
  })
})

describe("an agent's part", () => {
  it('lasts from the answer to the end of the talk, with its holds and without ringing and wrap-up', () => {
    const segments = [
      segment('alert', 2, 8, { queueId: 'queue-456' }),
      segment('interact', 8, 100),
      segment('hold', 100, 160),
      segment('interact', 160, 200),
      segment('wrapup', 200, 900),
    ]
    const [leg] = legsOf(conversation({ participants: [customer, participant('agent', [voice(segments)])] }))
    expect(leg).toMatchObject({
      queueId: 'queue-456',
      startedAt: startedAt + 8_000,
      endedAt: startedAt + 200_000,
    })
  })
})

it('the part of an agent who dialled begins with the talk, when there was one', () => {
  const segments = [segment('contacting', 0, 2), segment('dialing', 2, 14), segment('interact', 14, 250)]
  const dialled = participant('agent', [voice(segments, { direction: 'outbound' })])
  expect(legsOf(conversation({ participants: [dialled, customer] }))).toMatchObject([
    { startedAt: startedAt + 14_000, endedAt: startedAt + 250_000 },
  ])
})

it.each([
  ['conversation-111', 'conversation-111'],
  ['conversation-111:agent-1', 'conversation-111'],
  ['conversation-111:a:b', 'conversation-111'],
])('the event %s is about %s', (eventId, conversationId) => {
  expect(conversationIdOf(eventId)).toBe(conversationId)
})
