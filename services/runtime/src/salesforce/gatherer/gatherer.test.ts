import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../../errors.ts'
import type { ApiResponse } from '../../http/exchange.ts'
import { Circuit } from '../../outage/circuit.ts'
import { unguarded } from '../../outage/guard.ts'
import type { Guard } from '../../outage/guard.ts'
import { Caller } from './caller.ts'
import { Gatherer } from './gatherer.ts'
import { recordId, write, writeLanes } from './lane.ts'
import type { Parcel } from './pending-work.ts'
import { Throttle } from './throttle.ts'

const upserts = write.upsert('Task', 'Calltrail_Event_Id__c')
const laneOf = writeLanes(upserts, 1)

interface HeldSettings {
  readonly concurrency: number
  readonly guard: Guard
  readonly lingerMs: number
}

/** A Salesforce in which every request waits to be answered by the test. */
function heldRequests({ concurrency = 20, guard = unguarded, lingerMs = 0 }: Partial<HeldSettings> = {}) {
  const waiting: { parcels: readonly Parcel[]; end: PromiseWithResolvers<readonly ApiResponse[]> }[] = []
  const gatherer = new Gatherer({
    send: (parcels) => {
      const end = Promise.withResolvers<readonly ApiResponse[]>()
      waiting.push({ parcels, end })
      return end.promise
    },
    guard,
    throttle: new Throttle({ lingerMs, lingerMaxMs: lingerMs, leftCalls: () => Infinity }),
    concurrency,
  })
  const upsert = (...ids: string[]) => upsertIf(undefined, ...ids)
  const upsertIf = (mayWrite: (() => void) | undefined, ...ids: string[]) => {
    const caller = new Caller(ids.length, mayWrite)
    const records = ids.map((id) => ({ Calltrail_Event_Id__c: id }))
    gatherer.add(
      records.map((record, index) => ({
        lane: laneOf(record),
        content: record,
        id: recordId(upserts, record),
        caller,
        index,
      })),
    )
    return caller.results
  }
  const answer = async () => {
    const { parcels, end } = waiting.shift()!
    end.resolve(parcels.map((parcel) => ({ status: 200, headers: {}, body: parcel.map(written) })))
    await turn()
    await turn()
  }
  const fail = async (error: unknown) => {
    waiting.shift()!.end.reject(error)
    await turn()
    await turn()
  }
  return { gatherer, upsert, upsertIf, waiting, answer, fail }
}

const written = () => ({ success: true, id: '00T000000000001', created: true, errors: [] })
const sizes = (waiting: readonly { parcels: readonly Parcel[] }[]) =>
  waiting.map(({ parcels }) => parcels.flat().length)
const failed = () => new PipelineError('SALESFORCE_REQUEST_FAILED', 'Salesforce answered 500')

describe('what is gathered', () => {
  it('goes together when it is asked for in one turn of the event loop', async () => {
    const { upsert, waiting, answer } = heldRequests()
    const results = Promise.all([upsert('a'), upsert('b', 'c')])
    await turn()
    expect(sizes(waiting)).toEqual([3])
    await answer()
    expect((await results).map(({ length }) => length)).toEqual([1, 2])
  })

  it('keeps to the requests that may be under way, and goes on with each answer', async () => {
    const { upsert, waiting, answer } = heldRequests({ concurrency: 2 })
    const results: Promise<unknown>[] = []
    for (const id of ['a', 'b', 'c', 'd']) {
      results.push(upsert(id))
      await turn()
    }
    expect(sizes(waiting)).toEqual([1, 1])
    await answer()
    expect(sizes(waiting)).toEqual([1, 2])
    await answer()
    await answer()
    expect(await Promise.all(results)).toHaveLength(4)
  })

  it('fails with a bug of ours for everybody, and leaves nobody waiting', async () => {
    const { upsert, fail } = heldRequests()
    const results = Promise.allSettled([upsert('a'), upsert('b')])
    await turn()
    const bug = new TypeError('of a test')
    await fail(bug)
    expect(await results).toMatchObject([{ reason: bug }, { reason: bug }])
  })
})

describe('a shared request that fails', () => {
  it('is sent again for each caller, whose records stay together', async () => {
    const { upsert, waiting, answer, fail } = heldRequests()
    const results = Promise.allSettled([upsert('a', 'b'), upsert('c')])
    await turn()
    await fail(failed())
    expect(sizes(waiting)).toEqual([2, 1])
    await answer()
    await fail(failed())
    const [first, second] = await results
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({ reason: { code: 'SALESFORCE_REQUEST_FAILED' } })
  })

  it('is not sent again for one caller alone', async () => {
    const { upsert, waiting, fail } = heldRequests()
    const result = Promise.allSettled([upsert('a', 'b')])
    await turn()
    await fail(failed())
    expect(await result).toMatchObject([{ reason: { code: 'SALESFORCE_REQUEST_FAILED' } }])
    expect(waiting).toEqual([])
  })

  it('is not sent again for what was turned away, or can help nobody', async () => {
    for (const error of [
      new PipelineError('SALESFORCE_REQUEST_FAILED', 'of before', { wasNotAsked: true }),
      new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503'),
      new PipelineError('SALESFORCE_API_VERSION_RETIRED', 'Salesforce answered 410'),
    ]) {
      const { upsert, waiting, fail } = heldRequests()
      const results = Promise.allSettled([upsert('a'), upsert('b')])
      await turn()
      await fail(error)
      expect(await results).toMatchObject([{ reason: error }, { reason: error }])
      expect(waiting).toEqual([])
    }
  })

  it('keeps the order of a record’s writes', async () => {
    const { upsert, waiting, answer, fail } = heldRequests()
    const results = Promise.all([upsert('a'), upsert('b')])
    await turn()
    const later = upsert('a')
    await turn()
    await fail(failed())
    expect(sizes(waiting)).toEqual([1, 1])
    await answer()
    await answer()
    await results
    expect(sizes(waiting)).toEqual([1])
    await answer()
    expect(await later).toHaveLength(1)
  })
})

it('what failed alone waits for one linger, and not for another one', async () => {
  const lingerMs = 200
  const { upsert, waiting, answer, fail } = heldRequests({ lingerMs })
  const first = Promise.allSettled([upsert('a')])
  await turn()
  await fail(failed())
  await first
  const start = performance.now()
  const again = upsert('a')
  while (waiting.length === 0) await sleep(1)
  expect(performance.now() - start).toBeGreaterThan(0.9 * lingerMs)
  expect(performance.now() - start).toBeLessThan(1.6 * lingerMs)
  await answer()
  expect(await again).toHaveLength(1)
})

it('what is sent again gets its turn, however much others go on asking', async () => {
  const { upsert, waiting, answer, fail } = heldRequests({ concurrency: 1 })
  const blamed = Promise.allSettled([upsert('a'), upsert('b')])
  await turn()
  const others: Promise<unknown>[] = []
  for (let count = 0; count < 5; count++) {
    others.push(upsert(`other-${count}`))
    await (count === 0 ? fail(failed()) : answer())
  }
  await blamed
  expect((await blamed).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  while (waiting.length > 0) await answer()
  expect(await Promise.all(others)).toHaveLength(5)
})

it('nobody may write any more: that tells nothing of Salesforce, which stays known to be down', async () => {
  const settings = { failuresToOpen: 1, firstPauseMs: 1, maxPauseMs: 1 }
  const circuit = new Circuit('salesforce', settings, pino({ enabled: false }))
  const { upsert, upsertIf, waiting, fail } = heldRequests({ guard: circuit })
  const down = Promise.allSettled([upsert('a')])
  await turn()
  await fail(new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503'))
  await down
  await sleep(5)
  const lost = new Error('the partition is somebody else’s')
  const withdrawn = upsertIf(() => {
    throw lost
  }, 'b')
  await expect(withdrawn).rejects.toBe(lost)
  expect(waiting).toEqual([])
  expect([circuit.recoveries, circuit.state]).toEqual([0, 'open'])
})

describe('when the client is closed', () => {
  it('what waits fails, and what is under way comes to its end', async () => {
    const { gatherer, upsert, answer } = heldRequests({ concurrency: 1 })
    const underWay = upsert('a')
    await turn()
    const waits = Promise.allSettled([upsert('b')])
    gatherer[Symbol.dispose]()
    expect(await waits).toMatchObject([{ reason: { code: 'SALESFORCE_UNAVAILABLE', wasNotAsked: true } }])
    await answer()
    expect(await underWay).toHaveLength(1)
  })

  it('what would be sent again fails as well', async () => {
    const { gatherer, upsert, waiting, fail } = heldRequests()
    const results = Promise.allSettled([upsert('a'), upsert('b')])
    await turn()
    gatherer[Symbol.dispose]()
    await fail(failed())
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(waiting).toEqual([])
  })
})
