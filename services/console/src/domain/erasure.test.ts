import { callsEnded, callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verdictOn } from './erasure.ts'
import type { Circumstances, GroupPosition } from './erasure.ts'
import { heldTopics } from './held-topics.ts'
import { PartitionTally } from './partition-tally.ts'

const hourMs = 3_600_000
const now = Date.UTC(2026, 2, 14, 12)
const topicOf = (name: string) => heldTopics.find((topic) => topic.name === name)!
const enriched = topicOf(sinkTopics.input.name)
const sinkGroup = (committed: number | undefined): GroupPosition => ({
  groupId: sinkTopics.consumerGroup,
  committed,
})

interface Laid {
  readonly isOfPerson: boolean
  readonly isOpen: boolean
  readonly isAborted: boolean
  /** How much further its offset is than that of the one before. */
  readonly step: number
}

const laid = (text: string): Laid[] =>
  text
    .split('')
    .map((letter) => ({ isOfPerson: letter === 'P', isOpen: letter === 'o', isAborted: false, step: 1 }))

/** Records in a row, a minute apart from `begin` on. */
function tallyOf(
  records: readonly Laid[],
  topic = enriched,
  { begin = now - 24 * hourMs, committed = Infinity } = {},
) {
  const tally = new PartitionTally(topic, 0, { committed })
  let offset = -1
  const offsets = records.map(({ isOfPerson, step }, index) => {
    offset += step
    tally.add({ offset, timestamp: begin + index * 60_000 }, isOfPerson)
    return offset
  })
  records.forEach(({ isAborted }, index) => {
    if (!isAborted) tally.addCommitted({ offset: offsets[index]!, timestamp: begin + index * 60_000 })
  })
  return { tally, offsets }
}

const calm: Circumstances = {
  groups: [sinkGroup(1_000)],
  isOpen: () => false,
  copyWindowMs: hourMs,
  workingSince: undefined,
  now,
}

describe('of a partition', () => {
  it('what lies below the person’s last record goes, and others that came after stay', () => {
    const { tally } = tallyOf(laid('..P.P..'))
    expect(verdictOn(tally, calm)).toEqual({
      before: 5,
      erased: 2,
      others: 3,
      beginsAt: now - 24 * hourMs + 5 * 60_000,
      obstacles: [],
    })
  })

  it('nothing is left when the person’s record is its last', () => {
    expect(verdictOn(tallyOf(laid('.P')).tally, calm).beginsAt).toBeUndefined()
  })

  it('a group that has not begun with it holds up all of it', () => {
    const groups = [sinkGroup(1_000), { groupId: 'team-reports', committed: undefined }]
    expect(verdictOn(tallyOf(laid('P')).tally, { ...calm, groups })).toMatchObject({
      before: undefined,
      erased: 0,
      obstacles: [{ kind: 'group', groupId: 'team-reports', isStage: false, committed: undefined }],
    })
  })

  it('a stage that has never run has all of it still to do', () => {
    expect(verdictOn(tallyOf(laid('P')).tally, { ...calm, groups: [] }).obstacles).toEqual([
      { kind: 'group', groupId: sinkTopics.consumerGroup, isStage: true, committed: undefined },
    ])
  })

  it('a group that is exactly behind the record has read it', () => {
    expect(verdictOn(tallyOf(laid('..P')).tally, { ...calm, groups: [sinkGroup(3)] }).before).toBe(3)
    expect(verdictOn(tallyOf(laid('..P')).tally, { ...calm, groups: [sinkGroup(2)] }).before).toBeUndefined()
  })

  it('the book of what became of calls is kept', () => {
    const { tally } = tallyOf(laid('P'), topicOf(callsLogged.name))
    expect(verdictOn(tally, { ...calm, groups: [] })).toMatchObject({
      before: undefined,
      obstacles: [{ kind: 'ledger' }],
    })
  })

  it('an open dead letter of somebody else is kept, and is named; one behind the person’s last is in nobody’s way', () => {
    const { tally } = tallyOf(laid('.PooPo'), topicOf(enricherTopics.deadLetters))
    const isOpen = ({ offset }: { offset: number }) => [2, 3, 5].includes(offset)
    expect(verdictOn(tally, { ...calm, groups: [], isOpen })).toMatchObject({
      before: 2,
      erased: 1,
      obstacles: [{ kind: 'dead-letter', count: 2, first: 2 }],
    })
    const behind = ({ offset }: { offset: number }) => offset === 5
    expect(verdictOn(tally, { ...calm, groups: [], isOpen: behind })).toMatchObject({
      before: 5,
      obstacles: [],
    })
  })
})

describe('that calls have arrived', () => {
  const accepted = topicOf(callsEnded.name)
  const groups = [{ groupId: enricherTopics.consumerGroup, committed: 1_000 }]

  it('is known by what came within the window in which copies are told, which is kept until then', () => {
    const { tally } = tallyOf(laid('P.P'), accepted, { begin: now - hourMs - 60_000 })
    expect(verdictOn(tally, { ...calm, groups })).toMatchObject({
      before: 1,
      erased: 1,
      obstacles: [{ kind: 'arrivals', until: now + 60_000 }],
    })
  })

  it('is known until the stages have caught up, where an outage is longer than that', () => {
    const { tally } = tallyOf(laid('P.....'), accepted, { begin: now - 24 * hourMs })
    const workingSince = now - 23 * hourMs
    expect(verdictOn(tally, { ...calm, groups, workingSince })).toMatchObject({
      before: undefined,
      obstacles: [{ kind: 'arrivals', until: undefined }],
    })
  })
})

it('a stage has still to work on what it has not committed of its input and its retries; what waits for another look is done', () => {
  const waiting = (name: string) =>
    tallyOf(laid('...'), topicOf(name), { begin: now, committed: 1 }).tally.waitingSince
  expect([callsEnded.name, enricherTopics.retryTiers[1]!, sinkTopics.input.name].map(waiting)).toEqual(
    Array(3).fill(now + 60_000),
  )
  expect(
    [enricherTopics.followUpTiers[0]!, enricherTopics.deadLetters, callsLogged.name].map(waiting),
  ).toEqual(Array(3).fill(undefined))
})

it('whatever lies there, and whoever reads it: nothing goes that anybody needs, and all that nobody needs', () => {
  const record = fc.record({
    isOfPerson: fc.boolean(),
    isOpen: fc.boolean(),
    isAborted: fc.boolean(),
    step: fc.integer({ min: 1, max: 3 }),
  })
  const position = fc.option(fc.nat(40), { nil: undefined })
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 20 }),
      fc.array(position, { maxLength: 4 }),
      fc.boolean(),
      (records, positions, areDead) => {
        fc.pre(records.some(({ isOfPerson }) => isOfPerson))
        const topic = areDead ? topicOf(enricherTopics.deadLetters) : topicOf(enricherTopics.retryTiers[0]!)
        const { tally, offsets } = tallyOf(records, topic)
        const committed = offsets.filter((_, index) => !records[index]!.isAborted)
        const stage = { groupId: enricherTopics.consumerGroup, committed: 30 }
        const groups = [
          ...(areDead ? [] : [stage]),
          ...positions.map((committed, index) => ({ groupId: `${index}`, committed })),
        ]
        const openOffsets = areDead
          ? committed.filter((offset) => {
              const { isOpen, isOfPerson } = records[offsets.indexOf(offset)]!
              return isOpen && !isOfPerson
            })
          : []
        const isOpen = ({ offset }: { offset: number }) => openOffsets.includes(offset)
        const { before = 0, erased, others, obstacles } = verdictOn(tally, { ...calm, groups, isOpen })

        const unread = groups.map(
          (group) => committed.find((offset) => offset >= (group.committed ?? 0)) ?? Infinity,
        )
        const needed = Math.min(...unread, ...openOffsets)
        expect(before).toBeLessThanOrEqual(needed)
        const mine = offsets.filter((_, index) => records[index]!.isOfPerson)
        expect(mine.filter((offset) => offset < needed && offset >= before)).toEqual([])
        const below = offsets.filter((offset) => offset < before).length
        expect({ erased, others }).toEqual({
          erased: mine.filter((offset) => offset < before).length,
          others: below - erased,
        })
        expect(obstacles.length > 0).toBe(erased < mine.length)
      },
    ),
  )
})
