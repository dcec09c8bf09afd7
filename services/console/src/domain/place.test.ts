import { deadLetterResolutions, stages } from '@calltrail/schemas'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handleOf, placeOfHandle, placeOfResolutionKey, resolutionKey, stageNames } from './place.ts'

const places = fc.record({
  stage: fc.constantFrom(...stageNames),
  partition: fc.integer({ min: 0, max: 999_999_999 }),
  offset: fc.integer({ min: 0, max: 999_999_999_999_999 }),
})

describe('a handle', () => {
  it('is stage, partition and offset, and names its place again', () => {
    expect(handleOf({ stage: 'enricher', partition: 2, offset: 117 })).toBe('enricher-2-117')
    fc.assert(
      fc.property(places, (place) => {
        expect(placeOfHandle(handleOf(place))).toEqual(place)
      }),
    )
  })

  it.each([
    'enricher-2',
    'enricher-2-117-1',
    'ingress-0-1',
    'Enricher-2-117',
    'enricher--1-5',
    'enricher-2-1e3',
    ' enricher-2-117',
    'enricher-2-117\n',
    'enricher-2-1234567890123456',
    'conversation-111:user-agent-1',
  ])('is not %j', (text) => {
    expect(placeOfHandle(text)).toBeUndefined()
  })

  it('has one spelling: a place has no second handle that a list does not show', () => {
    expect(placeOfHandle('enricher-02-117')).toBeUndefined()
    const nearly = fc.stringMatching(/^(enricher|sink|other)-\d{1,10}-\d{1,16}$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        const place = placeOfHandle(text)
        expect(place === undefined || handleOf(place) === text).toBe(true)
      }),
    )
  })
})

describe('the key of a resolution', () => {
  it('is topic, partition and offset, and names its place again', () => {
    const { deadLetters } = stages[1]
    expect(resolutionKey({ stage: 'sink', partition: 0, offset: 3 })).toBe(`${deadLetters}/0/3`)
    fc.assert(
      fc.property(places, (place) => {
        expect(placeOfResolutionKey(resolutionKey(place))).toEqual(place)
      }),
    )
  })

  it.each([
    '',
    'a',
    `${deadLetterResolutions.name}/0/3`,
    'calls.sink.dlt/0',
    'calls.sink.dlt/x/3',
    'calls.sink.dlt/0/-1',
  ])('is not %j', (key) => {
    expect(placeOfResolutionKey(key)).toBeUndefined()
  })
})
