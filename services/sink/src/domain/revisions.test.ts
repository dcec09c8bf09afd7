import { enrichedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import { isSuperseded, newestPerEvent } from './revisions.ts'

const write = (eventId: string, revision: number, note: string) => ({
  call: enrichedCall({ eventId, revision }),
  note,
})

describe('of several revisions of an event', () => {
  it('the newest is written, in whichever order they come', () => {
    const writes = [write('e-1', 2, 'newer'), write('e-2', 1, 'only'), write('e-1', 1, 'older')]
    expect([...newestPerEvent(writes).values()].map(({ note }) => note)).toEqual(['newer', 'only'])
  })

  it('that are equal, the last is written', () => {
    expect(newestPerEvent([write('e-1', 1, 'first'), write('e-1', 1, 'last')]).get('e-1')?.note).toBe('last')
  })
})

it.each([
  ['older than the stored one', 1, true],
  ['the stored one', 2, false],
  ['newer than the stored one', 3, false],
])('a revision that is %s: superseded is %s', (_, revision, expected) => {
  expect(isSuperseded(enrichedCall({ eventId: 'e-1', revision }), new Map([['e-1', 2]]))).toBe(expected)
})

it('a call without a Task is not superseded', () => {
  expect(isSuperseded(enrichedCall({ revision: 0 }), new Map())).toBe(false)
})
