import type { KafkaMessage } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { nextSlice } from './next-slice.ts'

const now = Date.parse('2026-03-14T10:00:00Z')
const limits = { records: 3, bytes: 100 }

interface Sketch {
  readonly bytes?: number
  readonly notBefore?: string
}

/** @returns how many of the records belong to the slice */
function sliceOf(...sketches: Sketch[]): number {
  const messages = sketches.map(({ bytes = 1, notBefore }) => ({
    value: Buffer.alloc(bytes),
    headers: { 'calltrail-not-before': notBefore },
  })) as unknown as KafkaMessage[]
  const slice = nextSlice(messages, limits, now)
  expect(slice).toEqual(messages.slice(0, slice.length))
  return slice.length
}

describe('a slice', () => {
  it('of nothing is empty', () => {
    expect(sliceOf()).toBe(0)
  })

  it('ends at the most records', () => {
    expect(sliceOf({}, {}, {}, {})).toBe(3)
  })

  it('ends before its bytes would be too many for a broker’s batch', () => {
    expect(sliceOf({ bytes: 50 }, { bytes: 50 }, { bytes: 1 })).toBe(2)
  })

  it('holds one record that alone is too large, or nothing would ever go on', () => {
    expect(sliceOf({ bytes: 101 }, {})).toBe(1)
  })

  it('ends before the first record that is not due', () => {
    const due = '2026-03-14T10:00:00.000Z'
    const later = '2026-03-14T10:00:00.001Z'
    expect(sliceOf({ notBefore: due }, { notBefore: later }, { notBefore: due })).toBe(1)
  })

  it('counts a record without a value as empty', () => {
    const tombstone = { value: null, headers: {} } as unknown as KafkaMessage
    expect(nextSlice([tombstone, tombstone], limits, now)).toHaveLength(2)
  })
})
