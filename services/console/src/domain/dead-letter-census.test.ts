import { describe, expect, it } from 'vitest'
import { deadLetterRecord, failedAt } from '../testing/dead-letters.ts'
import { DeadLetterCensus } from './dead-letter-census.ts'
import type { Resolution } from './resolution.ts'
import type { Span } from './selection.ts'

const span = (from: number, end: number): Span => ({ stage: 'enricher', partition: 0, from, end })

function said(offset: number, kind: 'replayed' | 'resolved', timestamp = failedAt + offset): Resolution {
  const at = '2026-03-14T11:00:00Z'
  return {
    place: { stage: 'enricher', partition: 0, offset },
    value: { kind, at, by: 'ann', deadLetterTimestamp: timestamp },
  }
}

function censusOf(offsets: readonly number[], end: number): DeadLetterCensus {
  const census = new DeadLetterCensus()
  const spans = census.unread([span(0, end)])
  for (const offset of offsets) census.add(deadLetterRecord(offset))
  census.read(spans)
  return census
}

describe('the census', () => {
  it('counts what is open, was replayed and was resolved, for each stage', () => {
    const census = censusOf([0, 1, 2, 3], 4)
    census.say(said(0, 'replayed'))
    census.say(said(1, 'resolved'))
    expect(census.counts()).toEqual(
      new Map([
        ['enricher', { open: 2, replayed: 1, resolved: 1, oldestOpen: failedAt }],
        ['sink', { open: 0, replayed: 0, resolved: 0, oldestOpen: undefined }],
      ]),
    )
  })

  it('the oldest one is the one that was given up first, not the one that stands first', () => {
    const census = censusOf([0], 1)
    census.add(
      deadLetterRecord(1, { headers: { 'calltrail-failed-at': Buffer.from('2026-03-14T09:00:00Z') } }),
    )
    expect(census.counts().get('enricher')?.oldestOpen).toBe(Date.parse('2026-03-14T09:00:00Z'))
  })

  it('the last thing that was said counts', () => {
    const census = censusOf([0], 1)
    census.say(said(0, 'replayed'))
    census.say(said(0, 'resolved'))
    expect(census.counts().get('enricher')).toMatchObject({ replayed: 0, resolved: 1 })
  })

  it('what was said of an earlier topic of that name does not count', () => {
    const census = censusOf([0], 1)
    census.say(said(0, 'resolved', failedAt - 1))
    expect(census.counts().get('enricher')).toMatchObject({ open: 1, resolved: 0 })
  })

  it('reads only what is new', () => {
    const census = censusOf([0, 1], 2)
    expect(census.unread([span(0, 2)])).toEqual([])
    expect(census.unread([span(0, 5)])).toEqual([span(2, 5)])
  })

  it('forgets what Kafka has removed', () => {
    const census = censusOf([0, 1, 2], 3)
    expect(census.unread([span(2, 3)])).toEqual([])
    expect(census.counts().get('enricher')?.open).toBe(1)
  })

  it('begins anew with a topic that was made anew', () => {
    const census = censusOf([0, 1, 2], 3)
    expect(census.unread([span(0, 1)])).toEqual([span(0, 1)])
    expect(census.counts().get('enricher')?.open).toBe(0)
  })
})
