import { setTimeout as sleep } from 'node:timers/promises'
import { paceOf } from './pace.ts'
import type { Pace, Progress } from './pace.ts'

export interface Work<Item> {
  readonly items: readonly Item[]
  /** How many calls are done with an item. */
  readonly callsOf: (item: Item) => number
  readonly atOnce: number
  /** How long an item takes about: so long it takes until all hands are busy, lest items are done in waves. */
  readonly itemMs: number
  readonly do: (item: Item) => Promise<void>
}

/** Works through all items, and tells how quickly calls were done. */
export async function workThrough<Item>({ items, atOnce, itemMs, ...work }: Work<Item>): Promise<Pace> {
  const progress = [progressAt(0)]
  const queue = items.values()
  let done = 0

  async function takeTurns(hand: number): Promise<void> {
    await sleep((hand * itemMs) / atOnce)
    for (const item of queue) {
      await work.do(item)
      done += work.callsOf(item)
      progress.push(progressAt(done))
    }
  }

  await Promise.all(Array.from({ length: atOnce }, (_, hand) => takeTurns(hand)))
  return paceOf(progress, done)
}

function progressAt(done: number): Progress {
  const { user, system } = process.cpuUsage()
  return { done, atMs: performance.now(), cpuMs: (user + system) / 1_000 }
}
