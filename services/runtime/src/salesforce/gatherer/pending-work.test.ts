import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Caller } from './caller.ts'
import type { Lane, Piece } from './lane.ts'
import { PendingWork } from './pending-work.ts'
import type { Parcel } from './pending-work.ts'

const laneOf = (name: string, most: number, isComposable = true, isRead = false): Lane => ({
  name,
  title: name,
  most,
  isRead,
  isComposable,
  isRepeatable: true,
  request: () => ({ method: 'GET', path: '/' }),
  results: () => [],
})
const tasks = laneOf('tasks', 200)
const contacts = laneOf('contacts', 200)
const query = laneOf('GET', 1, true, true)
const retrieval = laneOf('RETRIEVE', 2_000, true, true)
const literal = laneOf('literal', 200, false)

function callOf(lane: Lane, contents: readonly (string | undefined)[], caller = new Caller(contents.length)) {
  // What fails here is looked at by nobody.
  caller.results.catch(() => undefined)
  return contents.map((id, index): Piece => ({ lane, content: id, id, caller, index }))
}
const unnamed = (count: number) => Array.from({ length: count }, () => undefined)
const sizes = (parcels: readonly Parcel[]) => parcels.map((parcel) => parcel.length)
const idsOf = (parcels: readonly Parcel[]) => parcels.flat().map(({ id }) => id)
const releaseAll = (work: PendingWork, parcels: readonly Parcel[]) => {
  for (const piece of parcels.flat()) work.release(piece)
}

describe('a request', () => {
  it('takes the records of several callers as one collection, in the order in which they came', () => {
    const work = new PendingWork()
    work.add(callOf(tasks, ['a', 'b']))
    work.add(callOf(tasks, ['c']))
    expect(idsOf(work.take(0, 600))).toEqual(['a', 'b', 'c'])
    expect(work.isEmpty).toBe(true)
  })

  it.each([
    [600, [[1, 1, 1, 200, 200], [200, 200, 200], [10]]],
    [200, [[1, 1, 1, 200], [200], [200], [200], [200], [10]]],
  ])('takes five collections and queries, and %d records', (mostRecords, requests) => {
    const work = new PendingWork()
    for (let count = 0; count < 3; count++) work.add(callOf(query, unnamed(1)))
    work.add(callOf(tasks, unnamed(1_000)))
    work.add(callOf(contacts, unnamed(10)))
    for (const request of requests) expect(sizes(work.take(0, mostRecords))).toEqual(request)
    expect(work.take(0, mostRecords)).toEqual([])
  })

  it('takes what is read beside all that may be written', () => {
    const work = new PendingWork()
    work.add(callOf(tasks, unnamed(200)))
    work.add(callOf(retrieval, unnamed(2_500)))
    expect(sizes(work.take(0, 200))).toEqual([200, 2_000, 500])
  })

  it('takes what cannot be part of a composite one by itself', () => {
    const work = new PendingWork()
    work.add(callOf(tasks, ['a']))
    work.add(callOf(literal, ['b']))
    work.add(callOf(contacts, ['c']))
    expect([work.take(0, 600), work.take(0, 600)].map(idsOf)).toEqual([['a', 'c'], ['b']])
  })

  it('takes what stands apart by itself, after all others, and not before its time', () => {
    const work = new PendingWork()
    work.addApart(callOf(tasks, ['a']), 10)
    work.addApart(callOf(tasks, ['b']), 0)
    work.add(callOf(tasks, ['c']))
    expect(work.readyAt).toBe(0)
    expect([work.take(5, 600), work.take(5, 600), work.take(5, 600)].map(idsOf)).toEqual([['c'], ['b'], []])
    expect(work.readyAt).toBe(10)
    expect(idsOf(work.take(10, 600))).toEqual(['a'])
  })

  it('takes what stands apart in turns with others that go on coming', () => {
    const work = new PendingWork()
    work.addApart(callOf(tasks, ['a']), 0)
    work.addApart(callOf(tasks, ['b']), 0)
    const taken = ['c', 'd', 'e', 'f'].map((id) => {
      work.add(callOf(tasks, [id]))
      return idsOf(work.take(0, 600))
    })
    expect(taken).toEqual([['c'], ['a'], ['d', 'e'], ['b']])
  })

  it('takes its part of any number that wait', () => {
    const work = new PendingWork()
    work.add(callOf(tasks, unnamed(300_000)))
    expect(sizes(work.take(0, 600))).toEqual([200, 200, 200])
  })

  it('takes nothing of a caller that has failed', () => {
    const work = new PendingWork()
    const failed = new Caller(2)
    const [first, ...rest] = callOf(tasks, ['a', 'b'], failed)
    work.add([first!, ...rest])
    failed.fail(new Error('of a test'))
    work.add(callOf(tasks, ['a']))
    const taken = work.take(0, 600).flat()
    expect(taken.map(({ id, caller }) => [id, caller.isSettled])).toEqual([['a', false]])
  })
})

it('is full when a collection is, of records that may go', () => {
  const work = new PendingWork()
  work.add(callOf(query, unnamed(300)))
  work.add(callOf(tasks, [...unnamed(198), 'a', 'a']))
  expect(work.hasFullParcel).toBe(false)
  work.add(callOf(tasks, ['b']))
  expect(work.hasFullParcel).toBe(true)
})

describe('a record that is under way', () => {
  it('is not written again until it is done', () => {
    const work = new PendingWork()
    work.add(callOf(tasks, ['a']))
    work.add(callOf(tasks, ['a', 'b']))
    const first = work.take(0, 600)
    expect(idsOf(first)).toEqual(['a', 'b'])
    expect(idsOf(work.take(0, 600))).toEqual([])
    expect(work.readyAt).toBe(Infinity)
    releaseAll(work, first)
    expect(work.readyAt).toBe(0)
    expect(idsOf(work.take(0, 600))).toEqual(['a'])
  })

  it('keeps its turn when it has to be sent again, apart from others', () => {
    const work = new PendingWork()
    const [sent] = callOf(tasks, ['a'])
    work.add([sent!])
    work.add(callOf(contacts, ['a']))
    work.take(0, 600)
    work.addApart([sent!], 0)
    const again = work.take(0, 600)
    expect(again).toEqual([[sent]])
    releaseAll(work, again)
    expect(work.take(0, 600)[0]?.[0]?.lane).toBe(contacts)
  })
})

it('whatever comes is sent once, in its order where that matters, and never twice at once', () => {
  const pieces = fc.record({
    lane: fc.constantFrom(tasks, contacts, query, literal),
    ids: fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined }), { minLength: 1 }),
    isApart: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), fc.infiniteStream(fc.boolean()), (calls, endsNow) => {
      const work = new PendingWork()
      const all = calls.map(({ lane, ids, isApart }) => {
        const call = callOf(lane, ids)
        if (isApart) work.addApart(call, 0)
        else work.add(call)
        return call
      })
      const sent: Piece[] = []
      const underWay: (readonly Parcel[])[] = []
      const end = () => releaseAll(work, underWay.shift() ?? [])
      while (!work.isEmpty) {
        const parcels = work.take(0, 600)
        sent.push(...parcels.flat())
        if (parcels.length > 0) underWay.push(parcels)
        const ids = underWay.flatMap(idsOf).filter((id) => id !== undefined)
        expect(new Set(ids).size).toBe(ids.length)
        expect(parcels.length).toBeLessThanOrEqual(5)
        if (parcels.length === 0 || endsNow.next().value) end()
      }
      expect(new Set(sent).size).toBe(all.flat().length)
      expect(sent).toHaveLength(all.flat().length)
      for (const id of ['a', 'b', 'c', 'd']) {
        const ofId = (list: readonly Piece[]) => list.filter((piece) => piece.id === id)
        expect(ofId(sent)).toEqual(ofId(all.flat()))
      }
    }),
    { numRuns: 300 },
  )
})
