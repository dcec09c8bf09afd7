import { enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { followUpDelays, followUpOf, routeFollowUp } from './follow-up.ts'

const now = Date.parse('2026-03-14T10:00:00Z')
const [first, second, third] = enricherTopics.followUpTiers as [string, string, string]
const delaysMs = [60_000, 600_000, 3_600_000]

function routed(topic: string, delays = delaysMs, key: Buffer | null = Buffer.from('key')) {
  const headers = {
    ce_id: 'conversation-1:agent-1',
    traceparent: '00-1-2-01',
    'calltrail-late': 'true',
    'calltrail-attempt': '2',
    'calltrail-error-code': 'SALESFORCE_ROW_LOCKED',
  }
  const message = { key, value: Buffer.from([0, 255]), headers } as unknown as KafkaMessage
  return routeFollowUp({ message, topic }, 'recording', enricherTopics, delays, now)
}

describe('a record that is to come again', () => {
  it.each([
    [enricherTopics.input.name, first, '2026-03-14T10:01:00.000Z'],
    [enricherTopics.retryTiers[1]!, first, '2026-03-14T10:01:00.000Z'],
    [first, second, '2026-03-14T10:10:00.000Z'],
    [second, third, '2026-03-14T11:00:00.000Z'],
  ])('goes from %s to %s, and is due at %s', (from, to, due) => {
    expect(routed(from)).toMatchObject({
      topic: to,
      message: {
        key: Buffer.from('key'),
        value: Buffer.from([0, 255]),
        headers: { 'calltrail-not-before': due },
      },
    })
  })

  it('is done after the last tier, and after as many as there are delays', () => {
    expect(routed(third)).toBeUndefined()
    expect(routed(first, [60_000])).toBeUndefined()
    expect(routed(enricherTopics.input.name, [])).toBeUndefined()
  })

  it('keeps its identity and its trace, and leaves the story of its failures behind', () => {
    expect(routed(enricherTopics.retryTiers[1]!)?.message.headers).toEqual({
      ce_id: 'conversation-1:agent-1',
      traceparent: '00-1-2-01',
      'calltrail-late': 'true',
      'calltrail-missing': 'recording',
      'calltrail-not-before': '2026-03-14T10:01:00.000Z',
    })
  })

  it('without a key has its partition chosen', () => {
    expect(routed(first, delaysMs, null)?.message).toMatchObject({ key: null, partition: 0 })
  })
})

it('a stage without follow-up tiers follows nothing up', () => {
  const message = { key: null, value: null, headers: {} } as unknown as KafkaMessage
  const record = { message, topic: sinkTopics.input.name }
  expect(routeFollowUp(record, 'recording', sinkTopics, delaysMs, now)).toBeUndefined()
  expect(followUpOf(record, sinkTopics)).toBeUndefined()
})

it('a follow-up knows which it is and what was missing; a stranger’s record, that nothing was said', () => {
  const { message, topic } = routed(first)!
  expect(followUpOf({ message: { headers: message.headers ?? {} }, topic }, enricherTopics)).toEqual({
    number: 2,
    missing: 'recording',
  })
  expect(followUpOf({ message: { headers: {} }, topic: first }, enricherTopics)).toEqual({
    number: 1,
    missing: '',
  })
})

it.each([
  ['60000,600000', [60_000, 600_000]],
  ['none', []],
])('the delays %j are %j', (text, delays) => {
  expect(followUpDelays.parse(text)).toEqual(delays)
})

it.each(['1,2,3,4', 'soon', '-1', ''])('the delays %j are refused', (text) => {
  expect(followUpDelays.safeParse(text).success).toBe(false)
})
