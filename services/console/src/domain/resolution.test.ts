import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDeadLetter } from '../testing/dead-letters.ts'
import { readResolution, resolutionOf, writtenResolution } from './resolution.ts'
import { resolvedPlaces } from './resolved-places.ts'

const { deadLetter } = openDeadLetter(117)
const at = Date.parse('2026-03-14T12:00:00Z')
const resolution = resolutionOf(deadLetter, { kind: 'resolved', at, by: 'ann', reason: 'a test call' })

function roundTrip({ key, value }: { key: string; value: string }) {
  return readResolution(Buffer.from(key), Buffer.from(value))
}

describe('a resolution', () => {
  it('says what, who, when and why, and of which record', () => {
    expect(writtenResolution(resolution)).toEqual({
      key: 'calls.enricher.dlt/0/117',
      value: JSON.stringify({
        kind: 'resolved',
        at: '2026-03-14T12:00:00.000Z',
        by: 'ann',
        deadLetterTimestamp: deadLetter.timestamp,
        reason: 'a test call',
        eventId: 'conversation-117:agent-1',
        code: 'SALESFORCE_ROW_LOCKED',
      }),
    })
  })

  it('is read as it was written, whatever people gave for a reason', () => {
    const texts = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(texts, texts, fc.boolean(), (by, reason, edited) => {
        const written = resolutionOf(deadLetter, { kind: 'replayed', at, by, reason, edited })
        expect(roundTrip(writtenResolution(written))).toEqual(written)
      }),
    )
  })

  it.each([
    ['no key', null, '{}'],
    ['a key of something else', 'calls.ended.v1/0/3', writtenResolution(resolution).value],
    ['a tombstone', 'calls.enricher.dlt/0/117', null],
    ['no JSON', 'calls.enricher.dlt/0/117', 'poison'],
    [
      'no kind',
      'calls.enricher.dlt/0/117',
      '{"by":"ann","at":"2026-03-14T12:00:00Z","deadLetterTimestamp":1}',
    ],
  ])('that has %s resolves nothing', (_, key, value) => {
    const bytes = (text: string | null) => (text === null ? null : Buffer.from(text))
    expect(readResolution(bytes(key), bytes(value))).toBeUndefined()
  })
})

describe('resolved places', () => {
  it('know a dead letter by its place and its time', () => {
    const resolved = resolvedPlaces()
    resolved.add(resolution)
    const { place, timestamp } = deadLetter
    expect(resolved.has({ place, timestamp })).toBe(true)
    expect(resolved.has({ place: { ...place, offset: 118 }, timestamp })).toBe(false)
    expect(resolved.has({ place: { ...place, partition: 1 }, timestamp })).toBe(false)
    expect(resolved.has({ place: { ...place, stage: 'sink' }, timestamp })).toBe(false)
  })

  it('leave a record open that stands at the same place of a topic that was made anew', () => {
    const resolved = resolvedPlaces()
    resolved.add(resolution)
    expect(resolved.has({ place: deadLetter.place, timestamp: deadLetter.timestamp + 1 })).toBe(false)
  })
})
