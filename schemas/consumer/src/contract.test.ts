import { expect, it } from 'vitest'
import { enrichedCalls, loggedCalls, maskedCalls } from './contract.ts'

const field = (name: string, type = 'string') => ({ name, type })
const record = (...fields: object[]) => ({ type: 'record', name: 'CallEnriched', fields })

it.each([
  ['calls.enriched.v1', enrichedCalls],
  ['calls.enriched.masked.v1', maskedCalls],
  ['calls.logged.v1', loggedCalls],
])('%s is a contract of its own', (topic, contract) => {
  expect(contract.topic).toBe(topic)
  expect(contract.readerSchema).toMatchObject({ namespace: `calltrail.${topic}` })
})

it('what became of a call is the newer, the later it was logged', () => {
  expect(loggedCalls.identity({ eventId: 'a', loggedAt: 7 })).toEqual({ eventId: 'a', revision: 7 })
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
