import { describe, expect, it } from 'vitest'
import type { Selection } from '../domain/selection.ts'
import { deadLetterRecord } from '../testing/dead-letters.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import { jsonCodec } from '../testing/json-codec.ts'
import { makePlan } from './plan.ts'
import { planReplay } from './replay.ts'

const signal = new AbortController().signal
const records = [10, 11, 12].map((offset) => deadLetterRecord(offset))
const everything = () => undefined
const notOpen = "no open dead letter has this name; 'show' tells of those that are not open"

describe('a plan', () => {
  it('has what is selected, and no span in which nothing is', async () => {
    const sink = deadLetterRecord(3, { place: { stage: 'sink', partition: 2, offset: 3 } })
    const { archive } = fakeDesk([...records, sink])
    const plan = await makePlan(archive, { stage: 'enricher' }, everything, signal)
    expect(plan).toMatchObject({ count: 3, left: [] })
    expect(plan.spans).toEqual([{ stage: 'enricher', partition: 0, from: 10, end: 13 }])
    expect(records.every(({ place }) => plan.includes(place))).toBe(true)
    expect(plan.includes(sink.place)).toBe(false)
    expect(plan.includes({ stage: 'enricher', partition: 1, offset: 10 })).toBe(false)
  })

  it('does not include what died after it was made, and lies between what it has', async () => {
    const plan = await makePlan(
      fakeDesk([records[0]!, records[2]!]).archive,
      { stage: 'enricher' },
      everything,
      signal,
    )
    expect(plan.includes(records[1]!.place)).toBe(false)
  })

  it('says of what is left why, and which names match nothing', async () => {
    const names = new Set(['enricher-0-10', 'conversation-11:agent-1', 'enricher-0-99', 'nobody'])
    const reason = ({ record }: { record: (typeof records)[0] }) =>
      record.place.offset === 10 ? 'for a reason' : undefined
    const plan = await makePlan(fakeDesk(records).archive, { names }, reason, signal)
    expect(plan.count).toBe(1)
    expect(plan.left).toEqual([
      { handle: 'enricher-0-10', reason: 'for a reason', isOpen: true },
      { handle: 'enricher-0-99', reason: notOpen, isOpen: false },
      { handle: 'nobody', reason: notOpen, isOpen: false },
    ])
  })

  it('says of an empty name that it matches nothing, also where poison without a name is in the plan', async () => {
    const poison = deadLetterRecord(13, { headers: { ce_id: undefined } })
    const names = new Set(['', 'enricher-0-13'])
    const plan = await makePlan(fakeDesk([...records, poison]).archive, { names }, everything, signal)
    expect(plan).toMatchObject({ count: 1, left: [{ handle: '', reason: notOpen }] })
  })
})

describe('the plan of a replay', () => {
  const replayedOften = deadLetterRecord(20, { headers: { 'calltrail-replayed': '3' } })
  const undecodable = { 'calltrail-error-code': 'RECORD_UNDECODABLE' }
  const poison = deadLetterRecord(21, { value: Buffer.from('poison'), headers: undecodable })
  const cured = deadLetterRecord(22, { headers: undecodable })
  const desk = { archive: fakeDesk([replayedOften, poison, cured, ...records]).archive, codec: jsonCodec }
  const plan = (selection: Selection, force: boolean) =>
    planReplay(desk, selection, { maxReplays: 3, force }, signal)

  it('leaves what was replayed too often, and what still cannot be decoded', async () => {
    const { count, left, includes } = await plan({}, false)
    expect(count).toBe(4)
    expect(includes(cured.place)).toBe(true)
    expect(left).toEqual([
      {
        handle: 'enricher-0-20',
        reason: 'replayed 3 times already; --force replays it all the same',
        isOpen: true,
      },
      {
        handle: 'enricher-0-21',
        reason: 'cannot be decoded; give it a payload by --payload, or --force it through',
        isOpen: true,
      },
    ])
  })

  it('has them too when it is forced', async () => {
    expect(await plan({}, true)).toMatchObject({ count: 6, left: [] })
  })
})
