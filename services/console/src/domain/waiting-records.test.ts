import { expect, it } from 'vitest'
import { stageInputs } from './call-topics.ts'
import { WaitingRecords } from './waiting-records.ts'
import type { QueuePosition } from './waiting-records.ts'

const input = stageInputs.find(({ says }) => says === 'enriched')!

/** A partition whose records are at these offsets, due at a hundred times of that; all else are marks of transactions. */
function watch(offsets: readonly number[]) {
  const waiting = new WaitingRecords()
  const read: string[] = []
  return {
    read,
    look(committed: number, end: number, more: readonly number[] = offsets) {
      const positions: QueuePosition[] = [{ input, partition: 3, committed, end }]
      const spans = waiting.unread(positions)
      for (const span of spans) {
        read.push(`${span.from}–${span.end}`)
        for (const offset of more.filter((one) => one >= span.from && one < span.end)) {
          waiting.add({ topic: input.name, partition: 3, offset, dueAt: 100 * offset })
        }
      }
      waiting.read(spans)
      const [{ records, dueAt } = { records: -1, dueAt: -1 }] = waiting.queues(positions)
      return { records, dueAt }
    },
  }
}

it('records that are not committed wait, since the first of them was due', () => {
  expect(watch([5, 6, 8]).look(6, 10)).toEqual({ records: 2, dueAt: 600 })
})

it('marks of transactions behind the last record do not wait, however many there are', () => {
  expect(watch([5]).look(6, 10)).toEqual({ records: 0, dueAt: undefined })
})

it('a partition that is empty, or done, is not read', () => {
  const { look, read } = watch([])
  expect(look(0, 0)).toEqual({ records: 0, dueAt: undefined })
  expect(look(7, 7)).toEqual({ records: 0, dueAt: undefined })
  expect(read).toEqual([])
})

it('each record is read once, and forgotten when it is committed', () => {
  const { look, read } = watch([1, 2, 3, 4, 5])
  expect(look(1, 4)).toEqual({ records: 3, dueAt: 100 })
  expect(look(3, 6)).toEqual({ records: 3, dueAt: 300 })
  expect(look(6, 6)).toEqual({ records: 0, dueAt: undefined })
  expect(read).toEqual(['1–4', '4–6'])
})

it('what was committed unseen is not read', () => {
  const { look, read } = watch([1, 2, 9])
  look(1, 3)
  expect(look(9, 10)).toEqual({ records: 1, dueAt: 900 })
  expect(read).toEqual(['1–3', '9–10'])
})

it('a stage that somebody has set back, and a topic that was made anew, are looked at afresh', () => {
  const { look } = watch([1, 2, 3, 4])
  look(3, 5)
  expect(look(1, 5)).toEqual({ records: 4, dueAt: 100 })
  look(4, 5)
  expect(look(2, 5)).toEqual({ records: 3, dueAt: 200 })
  expect(look(0, 1, [0])).toEqual({ records: 1, dueAt: 0 })
})

it('of a long queue only the beginning is read, and the rest is counted by its offsets', () => {
  const { look, read } = watch(Array.from({ length: 5_000 }, (_, offset) => offset))
  expect(look(0, 5_000)).toEqual({ records: 5_000, dueAt: 0 })
  expect(look(400, 5_000)).toEqual({ records: 4_600, dueAt: 40_000 })
  expect(look(4_500, 5_000)).toEqual({ records: 500, dueAt: 450_000 })
  expect(read).toEqual(['0–1000', '1000–1400', '4500–5000'])
})
