import { describe, expect, it } from 'vitest'
import { deadLetterRecord, failedAt } from '../testing/dead-letters.ts'
import { deadLetterOf, meaningOf, replaysOf } from './dead-letter.ts'

describe('a dead letter', () => {
  it('tells its story from its headers', () => {
    expect(deadLetterOf(deadLetterRecord(117, { headers: { 'calltrail-replayed': '2' } }))).toEqual({
      place: { stage: 'enricher', partition: 0, offset: 117 },
      timestamp: failedAt + 117,
      eventId: 'conversation-117:agent-1',
      code: 'SALESFORCE_ROW_LOCKED',
      message: 'UNABLE_TO_LOCK_ROW',
      attempts: 4,
      firstFailedAt: Date.parse('2026-03-14T09:48:00Z'),
      failedAt,
      origin: { topic: 'calls.ended.v1', partition: 7, offset: '42' },
      replays: 2,
      traceId: '0af7651916cd43dd8448eb211c80319c',
    })
  })

  it('of which nothing is known has failed when it was written', () => {
    const record = { ...deadLetterRecord(1), headers: {} }
    expect(deadLetterOf(record)).toMatchObject({
      eventId: undefined,
      code: undefined,
      attempts: 0,
      firstFailedAt: undefined,
      failedAt: record.timestamp,
      origin: undefined,
      replays: 0,
      traceId: undefined,
    })
  })

  it.each(['', '00', '00-xyz-1-01', 'a trace'])('has no trace when the header says %j', (traceparent) => {
    expect(deadLetterOf(deadLetterRecord(1, { headers: { traceparent } })).traceId).toBeUndefined()
  })
})

it.each([
  ['3', 3],
  ['0', 0],
  ['-1', 0],
  ['many', 0],
  ['1.5', 0],
  [undefined, 0],
])('a replay count of %j counts as %i', (text, count) => {
  expect(replaysOf({ 'calltrail-replayed': text })).toBe(count)
})

it('a code means what the catalogue says, and nothing when it is not in there', () => {
  expect(meaningOf('SALESFORCE_ROW_LOCKED')).toContain('Goes away by itself')
  expect(meaningOf('NO_SUCH_CODE')).toBeUndefined()
  expect(meaningOf('toString')).toBeUndefined()
  expect(meaningOf(undefined)).toBeUndefined()
})
