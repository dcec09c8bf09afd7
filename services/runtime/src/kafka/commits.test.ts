import type { KafkaMessage } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { commitsOf } from './commits.ts'
import type { Routed } from './route.ts'

const record = (offset: number) => ({ offset: String(offset) }) as KafkaMessage
const routed = (bytes: number, headers = {}): readonly Routed[] => [
  { topic: 'out', message: { key: 'key', value: Buffer.alloc(bytes), headers } },
]
const shapeOf = (messages: readonly KafkaMessage[], outcomes: readonly (readonly Routed[])[]) =>
  commitsOf(messages.map((message, index) => ({ message, routed: outcomes[index]! }))).map(
    ({ records, nextOffset }) => [records.flatMap((one) => one.routed).length, Number(nextOffset)],
  )

describe('the outcomes of a batch', () => {
  it('are one transaction, up to the last record, also where a record has nothing to say', () => {
    expect(shapeOf([record(7), record(9), record(12)], [routed(10), [], []])).toEqual([[1, 13]])
    expect(shapeOf([record(7)], [[]])).toEqual([[0, 8]])
    expect(shapeOf([], [])).toEqual([])
  })

  it('are as many as a broker takes at once, in order, each with the offset after its records', () => {
    const records = [0, 1, 2, 3, 5].map(record)
    expect(
      shapeOf(
        records,
        [400_000, 400_000, 400_000, 100, 400_000].map((bytes) => routed(bytes)),
      ),
    ).toEqual([
      [2, 2],
      [3, 6],
    ])
  })

  it('that one record has several of stay together', () => {
    const several = [...routed(300_000), ...routed(300_000), ...routed(300_000)]
    expect(shapeOf([record(0), record(1), record(2)], [routed(1), several, routed(1)])).toEqual([
      [1, 1],
      [3, 2],
      [1, 3],
    ])
  })

  it('that are larger than that stand alone', () => {
    const records = [0, 1, 2].map(record)
    expect(shapeOf(records, [routed(1), routed(1_500_000), routed(1)])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ])
  })

  it('count with their headers, those that are repeated or null too', () => {
    const headers = { large: ['x'.repeat(300_000), Buffer.alloc(300_000)], none: null as never }
    expect(shapeOf([record(0), record(1)], [routed(1, headers), routed(1, headers)])).toHaveLength(2)
  })
})
