import { headerText } from '@calltrail/runtime'
import { stages } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { deadLetterRecord, openDeadLetter } from '../testing/dead-letters.ts'
import { reasonToLeave, replayed, replayedWithPayload } from './replay.ts'

const now = Date.parse('2026-03-14T12:00:00Z')

describe('a replayed record', () => {
  it('is the same key and value, byte by byte, for the first retry topic of its stage', () => {
    const key = Buffer.from([0xff, 0x00])
    const value = Buffer.from([0, 0, 0, 0, 1, 0xfe])
    for (const { stage, retryTiers } of stages) {
      const record = deadLetterRecord(3, { place: { stage, partition: 0, offset: 3 }, key, value })
      expect(replayed(record, now)).toMatchObject({ topic: retryTiers[0], key, value })
    }
    expect(replayed(deadLetterRecord(3, { key: null, value: null }), now)).toMatchObject({
      key: null,
      value: null,
    })
  })

  it('counts as untried, is due now, and has one more replay to its story', () => {
    const headers = { 'calltrail-replayed': '2', 'calltrail-not-before': '2099-01-01T00:00:00.000Z' }
    const record = deadLetterRecord(3, { headers })
    const { 'calltrail-not-before': _, ...others } = record.headers
    expect(replayed(record, now).headers).toEqual({
      ...others,
      'calltrail-attempt': '0',
      'calltrail-replayed': '3',
      'calltrail-replayed-at': '2026-03-14T12:00:00.000Z',
    })
  })

  it('is not given up at its first failure because it first failed long ago: its stage counts from the replay', () => {
    const { headers } = replayed(deadLetterRecord(3), now)
    expect(Date.parse(headerText(headers, 'calltrail-replayed-at')!)).toBe(now)
  })
})

describe('a record that is replayed with another payload', () => {
  const edited = { key: 'conversation-3', value: Buffer.from('new'), eventId: 'conversation-3:agent-1', now }

  it('has the payload, the key of the contract, and its own headers', () => {
    const record = deadLetterRecord(3, { key: Buffer.from('old') })
    expect(replayedWithPayload(record, edited)).toEqual({
      ...replayed(record, now),
      key: Buffer.from('conversation-3'),
      value: Buffer.from('new'),
    })
  })

  it.each([undefined, ''])('is given an identity when it is poison whose own is %j', (ce_id) => {
    const record = deadLetterRecord(3, { headers: { ce_id, ce_type: 'a stranger’s' } })
    expect(replayedWithPayload(record, edited).headers).toMatchObject({
      ce_id: 'conversation-3:agent-1',
      ce_type: 'calls.ended.v1',
      ce_source: '/calltrail/console',
      'calltrail-replayed': '1',
    })
  })
})

it.each([
  [0, 3, false, undefined],
  [2, 3, false, undefined],
  [3, 3, false, 'replayed 3 times already; --force replays it all the same'],
  [1, 0, false, 'replayed once already; --force replays it all the same'],
  [7, 3, true, undefined],
])('replayed %i times, at most %i, forced %s: %s', (replays, maxReplays, force, reason) => {
  const { deadLetter } = openDeadLetter(1, { headers: { 'calltrail-replayed': String(replays) } })
  expect(reasonToLeave(deadLetter, { maxReplays, force })).toBe(reason)
})
