import { describe, expect, it, vi } from 'vitest'
import { PipelineError } from '../errors.ts'
import type { PartitionWriter } from './partition-writer.ts'
import { batchOf, committed, droppingCopies, emitAll, session } from './testing/session-bench.ts'
import type { TestHandler, Tools } from './testing/session-bench.ts'

/** A stage whose every batch waits until the test lets it go. */
function heldStage() {
  const begun: PromiseWithResolvers<void>[] = []
  const handler: TestHandler = async (calls, context) => {
    const held = Promise.withResolvers<void>()
    begun.push(held)
    await held.promise
    return emitAll(calls, context)
  }
  const untilBegun = (count: number) => vi.waitFor(() => expect(begun).toHaveLength(count))
  return { begun, handler, untilBegun }
}

const nextOffsets = (commit: { mock: { calls: unknown[][] } }) =>
  commit.mock.calls.map(([, nextOffset]) => Number(nextOffset))

describe('records that come while others are under way', () => {
  it('are begun at once, and committed in their order', async () => {
    const { begun, handler, untilBegun } = heldStage()
    const { session: opened, commit } = session({}, handler)
    await opened.open()
    for (const offset of [5, 6, 7]) {
      opened.take(batchOf([offset]))
      await untilBegun(offset - 4)
    }
    begun[2]!.resolve()
    begun[1]!.resolve()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(commit).not.toHaveBeenCalled()
    begun[0]!.resolve()
    await committed(commit, 3)
    expect(nextOffsets(commit)).toEqual([6, 7, 8])
  })

  it('are begun whenever they come, also just when there was nothing more to do', async () => {
    for (let turns = 0; turns < 60; turns++) {
      const { session: opened, commit } = session()
      await opened.open()
      opened.take(batchOf([5]))
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      opened.take(batchOf([6]))
      await vi.waitFor(() => expect(nextOffsets(commit).at(-1)).toBe(7))
    }
  })

  it('are told from those that a former owner has done, also while others of these are read once more', async () => {
    const reading = Promise.withResolvers<void>()
    const context = droppingCopies(session().tools.context, () => reading.promise)
    const { session: opened, commit } = session({ context })
    await opened.open()
    opened.take(batchOf([2, 3]))
    opened.take(batchOf([4, 5]))
    reading.resolve()
    await committed(commit)
    expect(commit.mock.calls.map(([messages, nextOffset]) => [messages.length, nextOffset])).toEqual([
      [1, 6n],
    ])
  })

  it('wait when one of them has the key of one that is under way', async () => {
    const { begun, handler, untilBegun } = heldStage()
    const { session: opened, commit } = session({}, handler)
    await opened.open()
    opened.take(batchOf([5], {}, () => 'same'))
    await untilBegun(1)
    opened.take(batchOf([6], {}, () => 'same'))
    opened.take(batchOf([7], {}, () => 'other'))
    begun[0]!.resolve()
    await untilBegun(2)
    expect(nextOffsets(commit)).toEqual([6])
    begun[1]!.resolve()
    await committed(commit, 2)
    // Those that waited go together.
    expect(nextOffsets(commit)).toEqual([6, 8])
  })

  it('wait while four slices are under way, and go together then', async () => {
    const { begun, handler, untilBegun } = heldStage()
    const { session: opened, process } = session({}, handler)
    await opened.open()
    for (const offset of [5, 6, 7, 8]) {
      opened.take(batchOf([offset]))
      await untilBegun(offset - 4)
    }
    opened.take(batchOf([9]))
    opened.take(batchOf([10, 11]))
    begun[0]!.resolve()
    await untilBegun(5)
    expect(process.mock.calls.map(([calls]) => calls.length)).toEqual([1, 1, 1, 1, 3])
    for (const held of begun) held.resolve()
  })

  it('are not read on for when there are enough, until there is room again', async () => {
    const { begun, handler, untilBegun } = heldStage()
    const { session: opened } = session({ sliceLimits: { records: 2, bytes: 100_000 } }, handler)
    await opened.open()
    const resume = vi.fn()
    const oneKey = () => 'same'
    opened.take(batchOf([5], {}, oneKey))
    await untilBegun(1)
    const enough = batchOf([6, 7], { pause: vi.fn(() => resume) }, oneKey)
    opened.take(enough)
    expect(enough.resolveOffset).toHaveBeenCalledOnce()
    expect(enough.pause).toHaveBeenCalledOnce()
    const tooMuch = batchOf([8], { pause: vi.fn(() => resume) }, oneKey)
    opened.take(tooMuch)
    expect(tooMuch.resolveOffset).not.toHaveBeenCalled()
    expect(resume).not.toHaveBeenCalled()
    begun[0]!.resolve()
    await untilBegun(2)
    expect(resume).toHaveBeenCalledOnce()
    begun[1]!.resolve()
  })

  it('are none of the outage’s doing: they follow in order when it is over', async () => {
    const outage = new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503')
    let isDown = true
    const { begun, handler, untilBegun } = heldStage()
    const { session: opened, commit } = session({}, async (calls, context) => {
      if (isDown) {
        await handler(calls, context)
        throw outage
      }
      return emitAll(calls, context)
    })
    await opened.open()
    for (const offset of [5, 6]) {
      opened.take(batchOf([offset]))
      await untilBegun(offset - 4)
    }
    begun[1]!.resolve()
    begun[0]!.resolve()
    isDown = false
    await committed(commit, 2)
    expect(nextOffsets(commit)).toEqual([6, 7])
  })
})

describe('after a commit that failed', () => {
  const twoUnderWay = async (changes: Partial<Tools>) => {
    const { begun, handler, untilBegun } = heldStage()
    const bench = session(changes, handler)
    await bench.session.open()
    for (const offset of [5, 6]) {
      bench.session.take(batchOf([offset]))
      await untilBegun(offset - 4)
    }
    return { ...bench, begun }
  }

  it('nothing that came later is committed, and all of it is read again', async () => {
    const commit = vi.fn<PartitionWriter['commit']>().mockRejectedValue(new Error('no answer'))
    const openWriter: Tools['openWriter'] = async () => ({
      committedOffset: 5n,
      commit,
      [Symbol.asyncDispose]: async () => {},
    })
    const { session: opened, seek, begun } = await twoUnderWay({ openWriter })
    for (const held of begun) held.resolve()
    await vi.waitFor(() => expect(seek).toHaveBeenCalledTimes(2))
    expect(seek.mock.calls.map(([, offset]) => offset)).toEqual([5n, 5n])
    expect(nextOffsets(commit)).toEqual([6])
    await opened[Symbol.asyncDispose]()
  })

  it('nor is anything that comes after a slice that a closing session gives up', async () => {
    const outage = new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503')
    let calls = 0
    const { session: opened, commit } = session({ outagePauseMs: 60_000 }, async (events, context) => {
      calls += 1
      if (calls === 1) throw outage
      return emitAll(events, context)
    })
    await opened.open()
    opened.take(batchOf([5]))
    opened.take(batchOf([6]))
    await vi.waitFor(() => expect(calls).toBeGreaterThan(0))
    await opened[Symbol.asyncDispose]()
    expect(commit).not.toHaveBeenCalled()
  })
})
