import { expect, it } from 'vitest'
import { isOwnNumber, ownNumber } from './own-numbers.ts'

it.each([
  ['the number itself', '+18001234567', true],
  ['one that begins so', '+18001239999', true],
  ['one that begins otherwise', '+18001249999', false],
  ['one that the number is only the beginning of', '+493023125111', false],
  ['one that ends so', '+498001234567', false],
] as const)('%s, %s, is the company’s own: %s', (_, phone, isOwn) => {
  expect(isOwnNumber(phone, ['+18001234567', '+4930231251', '+1800123*'])).toBe(isOwn)
})

it('nothing is the company’s own when it names none', () => {
  expect(isOwnNumber('+18001234567', [])).toBe(false)
})

it.each(['+18001234567', '+1800123*', '+49301234567890'])('%s can be an entry', (entry) => {
  expect(entry).toMatch(ownNumber)
})

it.each(['18001234567', '+', '*', '+*', '+0*', '+1800*123', '+1800123**', '+1800x', ''])(
  '%j cannot',
  (entry) => {
    expect(entry).not.toMatch(ownNumber)
  },
)
