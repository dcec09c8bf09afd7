import { describe, expect, it } from 'vitest'
import { openDeadLetter } from '../testing/dead-letters.ts'
import type { deadLetterRecord } from '../testing/dead-letters.ts'
import { groupingAt } from './groups.ts'

const now = Date.parse('2026-03-14T12:00:00Z')
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString()

function groupsOf(
  ...letters: readonly (readonly [offset: number, hours: number, headers?: Headers, stage?: 'sink'])[]
) {
  const grouping = groupingAt(now)
  for (const [offset, hours, headers, stage = 'enricher'] of letters) {
    const { deadLetter } = openDeadLetter(offset, {
      place: { stage, partition: 0, offset },
      headers: { ...headers, 'calltrail-failed-at': hoursAgo(hours) },
    })
    grouping.add(deadLetter)
  }
  return grouping.groups()
}

type Headers = NonNullable<NonNullable<Parameters<typeof deadLetterRecord>[1]>['headers']>

describe('groups', () => {
  it('count, and know their oldest, their newest and which of them were replayed before', () => {
    const [group, ...others] = groupsOf([5, 3], [6, 7, { 'calltrail-replayed': '2' }], [7, 2])
    expect(others).toEqual([])
    expect(group).toEqual({
      stage: 'enricher',
      code: 'SALESFORCE_ROW_LOCKED',
      age: '1 to 24 h',
      count: 3,
      oldest: Date.parse(hoursAgo(7)),
      newest: Date.parse(hoursAgo(2)),
      replayedBefore: 1,
      handle: 'enricher-0-6',
    })
  })

  it.each([
    [-1, 'up to 1 h'],
    [0, 'up to 1 h'],
    [0.99, 'up to 1 h'],
    [1, '1 to 24 h'],
    [23.99, '1 to 24 h'],
    [24, '1 to 7 days'],
    [168, 'over 7 days'],
    [10_000, 'over 7 days'],
  ])('%d h old is %s', (hours, age) => {
    expect(groupsOf([1, hours])).toMatchObject([{ age }])
  })

  it('are apart by stage, code and age, and in order of stage, age and size', () => {
    const rejected = { 'calltrail-error-code': 'SALESFORCE_RECORD_REJECTED' }
    const groups = groupsOf(
      [1, 0, {}, 'sink'],
      [2, 200],
      [3, 0, { 'calltrail-error-code': undefined }],
      [4, 0, rejected],
      [5, 0, rejected],
    )
    expect(groups.map(({ stage, code, age, count }) => [stage, code, age, count])).toEqual([
      ['enricher', 'SALESFORCE_RECORD_REJECTED', 'up to 1 h', 2],
      ['enricher', undefined, 'up to 1 h', 1],
      ['enricher', 'SALESFORCE_ROW_LOCKED', 'over 7 days', 1],
      ['sink', 'SALESFORCE_ROW_LOCKED', 'up to 1 h', 1],
    ])
  })
})
