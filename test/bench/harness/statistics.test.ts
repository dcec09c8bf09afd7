import { expect, it } from 'vitest'
import { quantile, ratiosByRound, spreadOf } from './statistics.ts'

it('the median is the middle value, or the mean of the two in the middle', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, least: 1, most: 9 })
  expect(spreadOf([4, 1, 2, 100])).toEqual({ median: 3, least: 1, most: 100 })
  expect(spreadOf([7])).toEqual({ median: 7, least: 7, most: 7 })
})

it('values are divided by those of the same round', () => {
  expect(ratiosByRound([110, 200], [100, 400])).toEqual([1.1, 0.5])
})

it('a round in which a value is missing is left out, and does not move the others', () => {
  expect(ratiosByRound([1, undefined, 3, 4], [2, 2, undefined, 2])).toEqual([0.5, 2])
})

it('a quantile is a value that was seen', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(quantile(hundred, 0.5)).toBe(50)
  expect(quantile(hundred, 0.99)).toBe(99)
  expect(quantile(hundred, 1)).toBe(100)
  expect(quantile([3], 0.99)).toBe(3)
})
