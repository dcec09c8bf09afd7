import { describe, expect, it } from 'vitest'
import { enrichedCalls, loggedCalls, maskedCalls } from './contract.ts'

const field = (name: string, type = 'string') => ({ name, type })
const namespace = 'calltrail.calls.enriched.v1'
const record = (...fields: object[]) => ({ type: 'record', name: 'CallEnriched', namespace, fields })

it.each([
  ['calls.enriched.v1', enrichedCalls],
  ['calls.enriched.masked.v1', maskedCalls],
  ['calls.logged.v1', loggedCalls],
])('%s is a contract of its own', (topic, contract) => {
  expect(contract.topic).toBe(topic)
  expect(contract.readerSchema).toMatchObject({ namespace: `calltrail.${topic}` })
})

it('what became of a call is told apart by when it was logged, and none is taken for older: clocks may be slow', () => {
  const identities = [7, 5].map((loggedAt) => loggedCalls.identity({ eventId: 'a', loggedAt }))
  expect(identities).toEqual([
    { eventId: 'a 7', revision: 7 },
    { eventId: 'a 5', revision: 5 },
  ])
})

it('a topic may be read into a type of one’s own', () => {
  const own = record(field('eventId'), field('revision', 'long'))
  const mine = enrichedCalls.as<{ eventId: string; revision: number }>(own)
  expect(mine).toMatchObject({ topic: enrichedCalls.topic, readerSchema: own })
  expect(mine.identity({ eventId: 'a', revision: 2 })).toEqual({ eventId: 'a', revision: 2 })
})

it('a type of one’s own that lacks what events are told apart by is refused: all would be one event', () => {
  expect(() => enrichedCalls.as(record(field('eventId')))).toThrow(
    'A reader schema for calls.enriched.v1 needs the fields eventId and revision, by which its events are told apart: add revision.',
  )
})

describe('a type of one’s own that no event can be read into is refused at once, not record by record', () => {
  const identity = [field('eventId'), field('revision', 'long')]
  it.each([
    ['another type', record(...identity, field('durationSeconds', 'string'))],
    ['a new field without a default', record(...identity, field('rating'))],
    ['a name of its own', { ...record(...identity), name: 'MyCall' }],
    ['what is no schema', record(...identity, field('rating', 'number'))],
  ])('%s', (_, own) => {
    expect(() => enrichedCalls.as(own)).toThrow(TypeError)
    expect(() => enrichedCalls.as(own)).toThrow(
      'Events of calls.enriched.v1 cannot be read into this schema: ',
    )
  })
})
