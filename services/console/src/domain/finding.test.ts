import { describe, expect, it } from 'vitest'
import { agent, conversation, customer } from '../testing/conversations.ts'
import type { ConversationTrail, Trace } from './event-trail.ts'
import { findingsOf, isRepairable, isSettled } from './finding.ts'
import type { Verdict } from './finding.ts'

const logged: Trace[] = [{ kind: 'logged' }]
const received: Trace[] = [{ kind: 'received', at: 1 }]
const skipped: Trace[] = [{ kind: 'skipped', reason: 'UNKNOWN_CALLER' }]

const transfer = conversation({ participants: [customer, agent('a'), agent('b', 300)] })
const id = transfer.conversationId

function kinds(trail: Record<string, readonly Trace[]>, tasks?: readonly string[]): string[] {
  const told: ConversationTrail = new Map(Object.entries(trail))
  return findingsOf(transfer, told, tasks && new Set(tasks)).map(({ verdict }) => verdict.kind)
}

describe('by what Kafka tells, of a call that two agents had', () => {
  it.each<[string, Record<string, readonly Trace[]>, string[]]>([
    ['nothing', {}, ['never-received', 'never-received']],
    ['both parts', { [`${id}:a`]: logged, [`${id}:b`]: skipped }, ['logged', 'skipped']],
    ['one part', { [`${id}:a`]: logged }, ['logged', 'never-received']],
    ['parts by their users', { [`${id}:user-a`]: logged, [`${id}:user-b`]: logged }, ['logged', 'logged']],
    ['the whole', { [id]: logged }, ['logged', 'logged']],
    [
      'parts that were received, and logged as a whole',
      { [`${id}:a`]: received, [`${id}:b`]: received, [id]: logged },
      ['logged', 'logged'],
    ],
    ['the whole, which is on its way to be told by parts', { [id]: received }, ['in-flight', 'in-flight']],
    [
      'the whole that was received, and is logged by parts',
      { [id]: received, [`${id}:a`]: logged, [`${id}:b`]: logged },
      ['logged', 'logged'],
    ],
    [
      "the customer's side, by a gateway that names that",
      { [`${id}:customer-1`]: logged },
      ['logged', 'logged'],
    ],
    ['a part on its way', { [`${id}:a`]: logged, [`${id}:b`]: received }, ['logged', 'in-flight']],
  ])('%s', (_, trail, verdicts) => {
    expect(kinds(trail)).toEqual(verdicts)
  })
})

describe('by what Salesforce has', () => {
  it.each<[string, Record<string, readonly Trace[]>, string[], string[]]>([
    ['both Tasks, of which Kafka has forgotten', {}, [`${id}:a`, `${id}:user-b`], ['logged', 'logged']],
    ['one for the whole, of which Kafka has forgotten', {}, [id], ['logged', 'logged']],
    [
      'no Task of a logged part',
      { [`${id}:a`]: logged, [`${id}:b`]: logged },
      [`${id}:a`],
      ['logged', 'task-gone'],
    ],
    [
      'no Task of a skipped part',
      { [`${id}:a`]: skipped, [`${id}:b`]: logged },
      [`${id}:b`],
      ['skipped', 'logged'],
    ],
    [
      'no Task of a part in flight',
      { [`${id}:a`]: received, [`${id}:b`]: logged },
      [`${id}:b`],
      ['in-flight', 'logged'],
    ],
    [
      'the Task of a part that is said to be in flight',
      { [`${id}:a`]: received },
      [`${id}:a`],
      ['logged', 'never-received'],
    ],
  ])('%s', (_, trail, tasks, verdicts) => {
    expect(kinds(trail, tasks)).toEqual(verdicts)
  })
})

it.each<[Verdict, { settled: boolean; repairable: boolean; restorable: boolean }]>([
  [{ kind: 'logged' }, { settled: true, repairable: false, restorable: false }],
  [
    { kind: 'skipped', reason: 'INTERNAL_CALL' },
    { settled: true, repairable: false, restorable: false },
  ],
  [{ kind: 'resolved' }, { settled: true, repairable: false, restorable: false }],
  [
    { kind: 'in-flight', since: 1 },
    { settled: false, repairable: false, restorable: false },
  ],
  [
    { kind: 'dead-lettered', handle: 'sink-0-1', code: undefined },
    { settled: false, repairable: false, restorable: false },
  ],
  [{ kind: 'never-received' }, { settled: false, repairable: true, restorable: true }],
  [{ kind: 'no-task' }, { settled: false, repairable: true, restorable: true }],
  [{ kind: 'task-gone' }, { settled: false, repairable: false, restorable: true }],
])('%o', (verdict, expected) => {
  expect({
    settled: isSettled(verdict),
    repairable: isRepairable(verdict, { restore: false }),
    restorable: isRepairable(verdict, { restore: true }),
  }).toEqual(expected)
})
