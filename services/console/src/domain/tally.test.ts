import { expect, it } from 'vitest'
import { conversation } from '../testing/conversations.ts'
import { expectedEvents } from './expected-events.ts'
import type { Verdict } from './finding.ts'
import { emptyTally, notThere, sumOf, tallyOf } from './tally.ts'

const event = expectedEvents(conversation())[0]!
const tally = (...verdicts: Verdict[]) =>
  tallyOf(
    verdicts.length,
    verdicts.map((verdict) => ({ event, verdict })),
  )

const skipped = (reason: string): Verdict => ({ kind: 'skipped', reason })

it('counts what there was, and skipped calls by their reason', () => {
  expect(
    tally({ kind: 'logged' }, skipped('A'), skipped('B'), skipped('A'), { kind: 'never-received' }),
  ).toEqual({
    ...emptyTally,
    conversations: 5,
    verdicts: { logged: 1, skipped: 3, 'never-received': 1 },
    skipped: { A: 2, B: 1 },
  })
})

it('the sum of two has all of both', () => {
  const a = { ...tally({ kind: 'logged' }, skipped('A')), sent: 2 }
  const b = { ...tally({ kind: 'logged' }, { kind: 'task-gone' }, skipped('B')), refused: 1 }
  const sum = {
    conversations: 5,
    verdicts: { logged: 2, skipped: 2, 'task-gone': 1 },
    skipped: { A: 1, B: 1 },
    sent: 2,
    refused: 1,
  }
  expect(sumOf(a, b)).toEqual(sum)
  expect(sumOf(sum, emptyTally)).toEqual(sum)
})

it('what is logged, skipped, resolved or sent again is there; the rest is not', () => {
  const all = tally(
    { kind: 'logged' },
    skipped('A'),
    { kind: 'resolved' },
    { kind: 'in-flight', since: 1 },
    { kind: 'dead-lettered', handle: 'sink-0-1', code: undefined },
    { kind: 'never-received' },
    { kind: 'never-received' },
    { kind: 'no-task' },
    { kind: 'task-gone' },
  )
  expect(notThere(all)).toBe(6)
  expect(notThere({ ...all, sent: 2, refused: 1 })).toBe(4)
  expect(notThere(emptyTally)).toBe(0)
})
