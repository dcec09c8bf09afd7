import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { workThrough } from './work-through.ts'

const quick = { callsOf: () => 2, itemMs: 0 }

it('each item is worked on once, and never more of them at once than are allowed', async () => {
  const items = Array.from({ length: 50 }, (_, index) => index)
  const done: number[] = []
  let [underWay, most] = [0, 0]
  async function work(item: number): Promise<void> {
    underWay += 1
    most = Math.max(most, underWay)
    await turn()
    underWay -= 1
    done.push(item)
  }
  const pace = await workThrough({ ...quick, items, atOnce: 7, do: work })
  expect(done.toSorted((a, b) => a - b)).toEqual(items)
  expect(most).toBe(7)
  expect(pace.perSecond).toBeGreaterThan(0)
})

it('one failure ends it', async () => {
  const refuse = () => Promise.reject(new Error('refused'))
  await expect(workThrough({ ...quick, items: [1, 2], atOnce: 1, do: refuse })).rejects.toThrow('refused')
})
