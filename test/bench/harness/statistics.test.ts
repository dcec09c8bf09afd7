import { expect, it } from 'vitest'
import { changesInPercent, quantile, spreadOf } from './statistics.ts'

it('the median is the middle value, or the mean of the two in the middle', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, least: 1, most: 9 })
  expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, least: 1, most: 100 })
  expect(spreadOf([7])).toEqual({ median: 7, least: 7, most: 7 })
})

it('values are compared round by round', () => {
  const [first, second] = changesInPercent([110, 200], [100, 400])
  expect(first).toBeCloseTo(10)
  expect(second).toBeCloseTo(-50)
})

it('a quantile is a value that was seen', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(quantile(hundred, 0.5)).toBe(50)
  expect(quantile(hundred, 0.99)).toBe(99)
  expect(quantile(hundred, 1)).toBe(100)
  expect(quantile([3], 0.99)).toBe(3)
})
