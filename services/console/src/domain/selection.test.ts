import { describe, expect, it } from 'vitest'
import { failedAt, openDeadLetter } from '../testing/dead-letters.ts'
import { isSelected, spansToRead } from './selection.ts'
import type { Selection } from './selection.ts'

const { deadLetter } = openDeadLetter(117)
const spans = [
  { stage: 'enricher', partition: 0, from: 100, end: 200 },
  { stage: 'enricher', partition: 1, from: 0, end: 50 },
  { stage: 'sink', partition: 0, from: 0, end: 10 },
] as const

describe('a selection', () => {
  it.each<[string, Selection, boolean]>([
    ['of nothing in particular', {}, true],
    ['of its handle', { names: new Set(['enricher-0-117']) }, true],
    ['of its event id', { names: new Set(['conversation-117:agent-1']) }, true],
    ['of another’s handle', { names: new Set(['enricher-0-11']) }, false],
    ['of its stage', { stage: 'enricher' }, true],
    ['of the other stage', { stage: 'sink' }, false],
    ['of its code', { code: 'SALESFORCE_ROW_LOCKED' }, true],
    ['of another code', { code: 'HANDLER_FAILED' }, false],
    ['since it failed', { since: failedAt }, true],
    ['since later', { since: failedAt + 1 }, false],
    ['before it failed', { before: failedAt }, false],
    ['before later', { before: failedAt + 1 }, true],
    ['of which one part does not hold', { stage: 'enricher', code: 'HANDLER_FAILED' }, false],
  ])('%s: %o %s', (_, selection, expected) => {
    expect(isSelected(selection, deadLetter)).toBe(expected)
  })

  it('of an empty name selects nothing, and least of all whatever has no event id', () => {
    const poison = openDeadLetter(118, { headers: { ce_id: undefined } }).deadLetter
    const blank = openDeadLetter(119, { headers: { ce_id: '' } }).deadLetter
    const selection = { names: new Set(['']) }
    expect([deadLetter, poison, blank].some((letter) => isSelected(selection, letter))).toBe(false)
  })
})

describe('what is read', () => {
  it('is everything, when nothing in particular is selected, and a stage’s, when that is', () => {
    expect(spansToRead({}, spans)).toEqual(spans)
    expect(spansToRead({ stage: 'sink' }, spans)).toEqual([spans[2]])
  })

  it('for handles is what lies between them, in their partitions only', () => {
    const names = new Set(['enricher-0-150', 'enricher-0-117', 'sink-0-3'])
    expect(spansToRead({ names }, spans)).toEqual([
      { ...spans[0], from: 117, end: 151 },
      { ...spans[2], from: 3, end: 4 },
    ])
  })

  it('for handles of what is not there is nothing', () => {
    const names = new Set(['enricher-0-99', 'enricher-0-200', 'enricher-7-1'])
    expect(spansToRead({ names }, spans)).toEqual([])
  })

  it('is everything as soon as an event id is among the names: it may be anywhere', () => {
    const names = new Set(['enricher-0-117', 'conversation-1:agent-1'])
    expect(spansToRead({ names }, spans)).toEqual(spans)
  })
})
