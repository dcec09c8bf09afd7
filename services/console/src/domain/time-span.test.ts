import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byUtcDay, halvesOf, isWithin, spansToAsk } from './time-span.ts'
import type { TimeSpan } from './time-span.ts'

const at = (text: string) => Date.parse(`2026-03-${text}Z`)
const texts = (spans: readonly TimeSpan[]) =>
  spans.map(({ from, to }) => [from, to].map((time) => new Date(time).toISOString().slice(8, 16)).join(' '))

const spans = fc
  .tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 10 * 86_400_000 }))
  .map(([from, length]) => ({ from, to: from + length }))

describe('the parts of a span', () => {
  it('are divided at midnight UTC', () => {
    expect(texts(byUtcDay({ from: at('14T22:00'), to: at('16T01:00') }))).toEqual([
      '14T22:00 15T00:00',
      '15T00:00 16T00:00',
      '16T00:00 16T01:00',
    ])
  })

  it('follow each other without a gap, and none touches two days', () => {
    fc.assert(
      fc.property(spans, (span) => {
        const parts = byUtcDay(span)
        expect(parts[0]!.from).toBe(span.from)
        expect(parts.at(-1)!.to).toBe(span.to)
        for (const [index, { from, to }] of parts.entries()) {
          expect(from).toBeLessThan(to)
          expect(Math.floor(from / 86_400_000)).toBe(Math.floor((to - 1) / 86_400_000))
          if (index > 0) expect(from).toBe(parts[index - 1]!.to)
        }
      }),
    )
  })
})

describe('what Genesys is asked about', () => {
  it('begins earlier by the longest call, on the day before where that is', () => {
    const span = { from: at('14T02:00'), to: at('14T03:00') }
    expect(texts(spansToAsk(span, 4 * 3_600_000))).toEqual(['13T22:00 14T00:00', '14T00:00 14T03:00'])
    expect(texts(spansToAsk(span, 3_600_000))).toEqual(['14T01:00 14T03:00'])
  })
})

describe('halves', () => {
  it('are the whole, without a gap', () => {
    fc.assert(
      fc.property(spans, (span) => {
        const [first, second] = halvesOf(span) ?? []
        if (!first || !second) {
          expect(span.to - span.from).toBeLessThan(2_000)
          return
        }
        expect([first.from, first.to, second.to]).toEqual([span.from, second.from, span.to])
        expect(first.to).toBeGreaterThan(first.from)
        expect(second.to).toBeGreaterThan(second.from)
      }),
    )
  })

  it('of a span of a second there are none', () => {
    expect(halvesOf({ from: 0, to: 1_999 })).toBeUndefined()
    expect(halvesOf({ from: 0, to: 2_000 })).toEqual([
      { from: 0, to: 1_000 },
      { from: 1_000, to: 2_000 },
    ])
  })
})

it.each([
  [9, false],
  [10, true],
  [19, true],
  [20, false],
  [undefined, false],
])('that %s lies from 10 to 20 is %s', (moment, expected) => {
  expect(isWithin({ from: 10, to: 20 }, moment)).toBe(expected)
})
