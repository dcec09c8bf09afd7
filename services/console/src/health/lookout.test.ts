import { expect, it } from 'vitest'
import { stageInputs } from '../domain/call-topics.ts'
import type { QueuePosition, QueueSpan, WaitingRecord } from '../domain/waiting-records.ts'
import type { StageQueues } from '../ports/stage-queues.ts'
import { deadLetterRecord } from '../testing/dead-letters.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import { lookoutOn } from './lookout.ts'

const input = stageInputs[0]!
const { signal } = new AbortController()

function fakeQueues(position: { committed: number; end: number }) {
  const read: QueueSpan[] = []
  let failing = false
  const queues: StageQueues = {
    positions: async () => [{ input, partition: 0, ...position } satisfies QueuePosition],
    processes: async () => new Map([['enricher', 1]] as const),
    async read(spans, visit: (record: WaitingRecord) => void) {
      read.push(...spans)
      for (const { topic, partition, from, end } of spans) {
        for (let offset = from; offset < end; offset += 1) visit({ topic, partition, offset, dueAt: offset })
        if (failing) throw new Error('the connection broke')
      }
    },
  }
  return { queues, read, fail: (yes: boolean) => void (failing = yes) }
}

it('a look tells what waits, who works and what is dead, and the next one reads only what is new', async () => {
  const position = { committed: 2, end: 5 }
  const { queues, read } = fakeQueues(position)
  const desk = fakeDesk([deadLetterRecord(0)])
  const lookout = lookoutOn(queues, desk.archive, () => 99)
  const sight = await lookout.look(signal)
  expect(sight).toMatchObject({ at: 99, queues: [{ records: 3, dueAt: 2 }] })
  expect(sight.processes.get('enricher')).toBe(1)
  expect(sight.deadLetters.get('enricher')).toMatchObject({ open: 1 })

  Object.assign(position, { committed: 4, end: 6 })
  expect(await lookout.look(signal)).toMatchObject({ queues: [{ records: 2, dueAt: 4 }] })
  expect(read.map(({ from, end }) => [from, end])).toEqual([
    [2, 5],
    [5, 6],
  ])
  expect(desk.read).toHaveLength(1)
})

it('what a look has read that broke off is not counted twice', async () => {
  const { queues, fail } = fakeQueues({ committed: 0, end: 4 })
  const lookout = lookoutOn(queues, fakeDesk([]).archive, () => 0)
  fail(true)
  await expect(lookout.look(signal)).rejects.toThrow('broke')
  fail(false)
  expect(await lookout.look(signal)).toMatchObject({ queues: [{ records: 4 }] })
})

it('sees that a dead letter was replayed', async () => {
  const { queues } = fakeQueues({ committed: 0, end: 0 })
  const record = deadLetterRecord(0)
  const desk = fakeDesk([record])
  const lookout = lookoutOn(queues, desk.archive, () => 0)
  expect((await lookout.look(signal)).deadLetters.get('enricher')).toMatchObject({ open: 1 })
  const value = { kind: 'replayed', at: '', by: 'ann', deadLetterTimestamp: record.timestamp } as const
  await desk.journal.commit([], [{ place: record.place, value }])
  expect((await lookout.look(signal)).deadLetters.get('enricher')).toMatchObject({ open: 0, replayed: 1 })
})
