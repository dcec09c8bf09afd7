import { describe, expect, it } from 'vitest'
import { agent, conversation, customer, participant, segment, voice } from '../testing/conversations.ts'
import type { Conversation } from './conversation.ts'
import { expectedEvents } from './expected-events.ts'
import { webhookPayload } from './webhook-payload.ts'
import type { ConversationDetails } from './webhook-payload.ts'

const payloads = (subject: Conversation, details?: ConversationDetails) =>
  expectedEvents(subject).map((event) => webhookPayload(event, details))

const person = (changes: Partial<ConversationDetails['participants'][number]>) => ({
  participantId: 'agent-1',
  purpose: 'agent',
  name: undefined,
  queueId: undefined,
  queueName: undefined,
  recordingId: undefined,
  attributes: {},
  ...changes,
})

const details: ConversationDetails = {
  participants: [
    person({
      participantId: 'customer-1',
      purpose: 'customer',
      attributes: { contact_id: '003', tier: 'Premium' },
    }),
    person({
      name: 'Agent Smith',
      queueId: 'queue-456',
      queueName: 'Support Queue',
      recordingId: 'recording-222',
      attributes: { tier: 'of the agent', skill: 'routers' },
    }),
  ],
}

describe('the webhook of a call that an agent took', () => {
  it('is what the gateway would have sent', () => {
    expect(payloads(conversation(), details)).toEqual([
      {
        conversationId: 'conversation-111',
        participantId: 'agent-1',
        conversationType: 'phone',
        direction: 'INBOUND',
        callerId: '+15551234567',
        calleeId: '+18001234567',
        startTime: '2026-03-14T10:00:15.000Z',
        endTime: '2026-03-14T10:10:30.000Z',
        durationSeconds: 615,
        recordingId: 'recording-222',
        agentId: 'user-agent-1',
        agentName: 'Agent Smith',
        queueId: 'queue-456',
        queueName: 'Support Queue',
        attributes: { contact_id: '003', tier: 'Premium', skill: 'routers' },
      },
    ])
  })

  it('has no names and attributes when Genesys has the conversation no longer', () => {
    const [payload] = payloads(conversation())
    expect(payload).toMatchObject({ participantId: 'agent-1', queueId: 'queue-456', attributes: {} })
    for (const member of ['agentName', 'queueName', 'recordingId']) expect(payload).not.toHaveProperty(member)
  })
})

it('of a transfer there is one for each agent, with its own times', () => {
  const transfer = conversation({ participants: [customer, agent('a', 15, 300), agent('b', 300)] })
  expect(payloads(transfer)).toMatchObject([
    { participantId: 'a', agentId: 'user-a', endTime: '2026-03-14T10:05:00.000Z', durationSeconds: 285 },
    { participantId: 'b', agentId: 'user-b', startTime: '2026-03-14T10:05:00.000Z', durationSeconds: 330 },
  ])
})

it('of an agent of whose part Genesys tells no end it is no shorter than nothing', () => {
  const [session] = agent('a', 700).sessions
  const endless = session!.segments.map((part) => ({ ...part, endedAt: undefined }))
  const late = agent('a', 700, 700, { sessions: [voice(endless)] })
  expect(payloads(conversation({ participants: [customer, late] }))[0]).toMatchObject({ durationSeconds: 0 })
})

it('of a call that nobody took it tells the whole, and the queue that the customer waited in last', () => {
  const waiting = (queueId: string, from: number) =>
    participant('acd', [voice([segment('interact', from, 95, { queueId })])])
  const abandoned = conversation({ participants: [waiting('queue-2', 40), customer, waiting('queue-1', 2)] })
  const [payload] = payloads(abandoned)
  expect(payload).toMatchObject({
    queueId: 'queue-2',
    durationSeconds: 630,
    startTime: '2026-03-14T10:00:00.000Z',
  })
  expect(payload).not.toHaveProperty('participantId')
  expect(payload).not.toHaveProperty('agentId')
})

describe('the direction', () => {
  const outbound = participant('customer', [voice([], { direction: 'outbound' })])

  it.each<[string, Partial<Conversation>, string]>([
    ['that the customer began', {}, 'INBOUND'],
    ['that the agent began', { participants: [agent('a'), outbound] }, 'OUTBOUND'],
    [
      'with which a callback was done',
      { originatingDirection: 'inbound', participants: [agent('a'), outbound] },
      'OUTBOUND',
    ],
    [
      'of which the customer has no call',
      { originatingDirection: 'outbound', participants: [agent('a'), participant('external', [])] },
      'OUTBOUND',
    ],
    ['between colleagues', { participants: [agent('a'), agent('b')] }, 'INTERNAL'],
    ['that ended in the menu', { participants: [participant('ivr', [])] }, 'INBOUND'],
  ])('of a call %s', (_, changes, direction) => {
    expect(payloads(conversation(changes))[0]).toMatchObject({ direction })
  })
})

it("the numbers are the customer's, not those of an extension, and are left out where Genesys has none", () => {
  const own = agent('a', 15, 630, {
    sessions: [voice([segment('interact', 15, 630)], { ani: '1234', dnis: '5678' })],
  })
  expect(payloads(conversation({ participants: [own, customer] }))[0]).toMatchObject({
    callerId: '+15551234567',
    calleeId: '+18001234567',
  })
  const silent = participant('customer', [voice([], { ani: undefined, dnis: undefined })])
  expect(payloads(conversation({ participants: [silent] }))[0]).not.toHaveProperty('callerId')
})
