import { expect, it } from 'vitest'
import type { FrontDoor, FrontDoorPlan, Surroundings } from './front-door.ts'
import type { LoadGenerator } from './load-generator.ts'
import { measureFrontDoor } from './measure-front-door.ts'

const load = { connections: 2, warmUpMs: 100, countedMs: 900 }
const figures = { perSecond: 5, p50Ms: 1, p99Ms: 2, cpuMsPerRequest: 0.1 }
const surroundings = {} as Surroundings

/** Answers ten requests in each load. */
function generatorOfTen() {
  const prepared: number[] = []
  const generator: LoadGenerator = {
    prepare: async ({ count }) => void prepared.push(count),
    apply: async () => ({ ...figures, answered: 10 }),
    async [Symbol.asyncDispose]() {},
  }
  return { generator, prepared }
}

/** One that stores so many calls whenever that is asked for again. */
function doorThatStores(calls: number, changes: Partial<FrontDoor> = {}) {
  let stored = 7 - calls
  let closed = 0
  const plan: FrontDoorPlan = {
    requests: { path: '/' },
    mostPerSecond: 50,
    open: async () => ({
      url: 'http://127.0.0.1:1',
      pid: 1,
      stored: async () => (stored += calls),
      async [Symbol.asyncDispose]() {
        closed++
      },
      ...changes,
    }),
  }
  return { plan, closed: () => closed }
}

it('signs enough for all loads, and closes the door', async () => {
  const { generator, prepared } = generatorOfTen()
  const { plan, closed } = doorThatStores(20)
  const steady = { ...load, perSecond: 3 }
  expect(await measureFrontDoor(plan, [load, steady], generator, surroundings)).toHaveLength(2)
  expect(prepared).toEqual([2 * 50 + 2 * 3])
  expect(closed()).toBe(1)
})

it.each([9, 11])('an error when 10 requests were accepted and %i calls stored', async (calls) => {
  const { generator } = generatorOfTen()
  const { plan, closed } = doorThatStores(calls)
  const measuring = measureFrontDoor(plan, [load], generator, surroundings)
  await expect(measuring).rejects.toThrow(`10 requests were accepted, and ${calls} calls stored`)
  expect(closed()).toBe(1)
})

it('a door that did not run as its name says is an error', async () => {
  const { generator } = generatorOfTen()
  const { plan } = doorThatStores(10, { check: () => Promise.reject(new Error('0 spans were sent')) })
  await expect(measureFrontDoor(plan, [load], generator, surroundings)).rejects.toThrow('0 spans')
})
