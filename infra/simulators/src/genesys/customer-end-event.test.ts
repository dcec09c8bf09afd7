import { expect, test } from 'vitest'
import { customerEndEvent } from './customer-end-event.ts'
import { sampleConversations } from './sample-conversations.ts'

test('tells of the customer, and of nobody else', () => {
  const id = 'conversation-blind-transfer'
  const event = customerEndEvent(id, sampleConversations[id])
  expect(event).toMatchObject({
    'detail-type': 'v2.detail.events.conversation.{id}.customer.end',
    source: expect.stringMatching(/^aws\.partner\/genesys\.com\/cloud\//) as string,
    time: '2026-03-14T12:10:00.000Z',
    detail: {
      topicName: `v2.detail.events.conversation.${id}.customer.end`,
      version: '2',
      eventBody: {
        eventTime: Date.UTC(2026, 2, 14, 12, 10),
        conversationId: id,
        participantId: `${id}-customer-1`,
        mediaType: 'VOICE',
        direction: 'INBOUND',
        ani: 'tel:+15551234567',
        dnis: 'tel:+18001234567',
        interactingDurationMs: 600_000,
      },
    },
  })
  expect(event.detail.eventBody).not.toHaveProperty('userId')
})

test('members can be otherwise', () => {
  const id = 'conversation-outbound'
  const { detail } = customerEndEvent(id, sampleConversations[id], { mediaType: 'CHAT' })
  expect(detail.eventBody).toMatchObject({ mediaType: 'CHAT', direction: 'OUTBOUND' })
})

test('there is none of an internal call', () => {
  const id = 'conversation-internal'
  expect(() => customerEndEvent(id, sampleConversations[id])).toThrow('nobody from outside')
})
