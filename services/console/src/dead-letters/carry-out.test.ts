import { describe, expect, it } from 'vitest'
import { handleOf } from '../domain/place.ts'
import { deadLetterRecord } from '../testing/dead-letters.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import type { Commit, FakeDesk } from '../testing/fake-desk.ts'
import { carryOut } from './carry-out.ts'
import type { CarryOut, Tally } from './carry-out.ts'
import { makePlan } from './plan.ts'
import { replayDeed } from './replay.ts'

const signal = new AbortController().signal
const records = Array.from({ length: 7 }, (_, offset) => deadLetterRecord(offset))
const fast = 10_000

async function replayAll(desk: FakeDesk, changes: Partial<CarryOut> = {}): Promise<Tally> {
  const { archive, journal } = desk
  const plan = await makePlan(archive, {}, () => undefined, signal)
  return carryOut({
    archive,
    journal,
    plan,
    deedFor: (open) => replayDeed(open, { by: 'ann', now: 0 }),
    recordsPerSecond: fast,
    now: () => performance.now(),
    onProgress: () => {},
    signal,
    ...changes,
  })
}

const handlesIn = (commits: readonly Commit[]) =>
  commits.flatMap(({ resolutions }) => resolutions.map(({ place }) => handleOf(place)))
const allHandles = records.map(({ place }) => handleOf(place))

describe('a replay that is carried out', () => {
  it('commits each record together with its resolution, once and in order', async () => {
    const desk = fakeDesk(records)
    expect(await replayAll(desk)).toEqual({ done: 7, interrupted: false })
    expect(handlesIn(desk.commits)).toEqual(allHandles)
    for (const { records: sent, resolutions } of desk.commits) {
      expect(sent).toHaveLength(resolutions.length)
      expect(resolutions.every(({ value }) => value.kind === 'replayed' && value.by === 'ann')).toBe(true)
    }
    expect(desk.commits.flatMap(({ records: sent }) => sent.map(({ value }) => value))).toEqual(
      records.map(({ value }) => value),
    )
  })

  it('sends no more at a time than its pace allows, waits in between, and tells how far it is', async () => {
    const desk = fakeDesk(records)
    const told: number[] = []
    const recordsPerSecond = 8
    const startedAt = performance.now()
    const tally = await replayAll(desk, { recordsPerSecond, onProgress: (done) => told.push(done) })
    expect(tally.done).toBe(7)
    expect(desk.commits.map(({ resolutions }) => resolutions.length)).toEqual([2, 2, 2, 1])
    expect(told).toEqual([2, 4, 6, 7])
    // Six records were sent before the last one. Timers may be a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThan((6 / recordsPerSecond) * 1_000 - 5)
  })

  it('sends no more at a time than a broker takes, however large the records are', async () => {
    const large = [200_000, 200_000, 200_000, 900_000, 10, 10].map((bytes, offset) =>
      deadLetterRecord(offset, { value: Buffer.alloc(bytes) }),
    )
    const desk = fakeDesk(large)
    expect(await replayAll(desk)).toEqual({ done: 6, interrupted: false })
    expect(desk.commits.map(({ resolutions }) => resolutions.length)).toEqual([2, 1, 1, 2])
  })

  it('leaves alone what is not in its plan', async () => {
    const plan = await makePlan(
      fakeDesk(records).archive,
      { names: new Set(['enricher-0-1', 'enricher-0-5']) },
      () => undefined,
      signal,
    )
    const desk = fakeDesk(records)
    expect(await replayAll(desk, { plan })).toEqual({ done: 2, interrupted: false })
    expect(handlesIn(desk.commits)).toEqual(['enricher-0-1', 'enricher-0-5'])
  })

  it('writes no record for what is only resolved', async () => {
    const desk = fakeDesk(records)
    const deedFor: CarryOut['deedFor'] = (open) => ({
      resolution: replayDeed(open, { by: 'ann', now: 0 }).resolution,
    })
    await replayAll(desk, { deedFor })
    expect(handlesIn(desk.commits)).toEqual(allHandles)
    expect(desk.commits.flatMap(({ records: sent }) => sent)).toEqual([])
  })
})

describe('a replay that is interrupted', () => {
  it('finishes the transaction under way, does nothing more, and the next one goes on with the rest', async () => {
    const interruption = new AbortController()
    const desk = fakeDesk(records, {
      beforeCommit: () => {
        if (desk.commits.length === 1) interruption.abort()
      },
    })
    const tally = await replayAll(desk, { recordsPerSecond: 8, signal: interruption.signal })
    expect(tally).toEqual({ done: 4, interrupted: true })
    expect(handlesIn(desk.commits)).toEqual(allHandles.slice(0, 4))

    expect(await replayAll(desk)).toEqual({ done: 3, interrupted: false })
    expect(handlesIn(desk.commits)).toEqual(allHandles)
  })

  it('while it waits for its pace, sends no more', async () => {
    const interruption = new AbortController()
    const desk = fakeDesk(records)
    const onProgress = () => interruption.abort()
    const tally = await replayAll(desk, { recordsPerSecond: 1, onProgress, signal: interruption.signal })
    expect(tally).toEqual({ done: 1, interrupted: true })
    expect(desk.commits).toHaveLength(1)
  })

  it('does not hide that the transaction under way has failed', async () => {
    const interruption = new AbortController()
    const failure = new Error('Kafka did not answer')
    const desk = fakeDesk(records, {
      beforeCommit: () => {
        interruption.abort()
        throw failure
      },
    })
    const tally = await replayAll(desk, { signal: interruption.signal })
    expect(tally).toEqual({ done: 0, interrupted: false, failure })
  })
})

it('a replay of which a transaction fails stops there, and says how much is certain', async () => {
  const failure = new Error('Kafka did not answer')
  const desk = fakeDesk(records, {
    beforeCommit: () => {
      if (desk.commits.length === 2) throw failure
    },
  })
  expect(await replayAll(desk, { recordsPerSecond: 8 })).toEqual({ done: 4, interrupted: false, failure })
  expect(handlesIn(desk.commits)).toEqual(allHandles.slice(0, 4))
})
