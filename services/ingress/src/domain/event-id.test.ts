import { expect, test } from 'vitest'
import { eventIdOf } from './event-id.ts'

test('an event is one participant’s leg of a conversation', () => {
  expect(eventIdOf('conversation-111', 'user-agent-1')).toBe('conversation-111:user-agent-1')
})

test('without a participant it is the conversation', () => {
  expect(eventIdOf('conversation-111', null)).toBe('conversation-111')
})
