import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { E164 } from './phone-number.ts'
import { commonDigits, commonDigitsByScript, spellingEnds } from './written-digits.ts'

const someNumber = fc.stringMatching(/^\+[1-9]\d{6,14}$/).map((phone) => phone as E164)

describe('the digits that all spellings have in common', () => {
  it.each([
    ['+15551234567', '5551234567'],
    ['+493023125111', '3023125111'],
    ['+442079460958', '2079460958'],
    ['+39061234567', '061234567'],
    ['+80012345678', '12345678'],
    // In Argentina written 011 15 2345-6789, from abroad +54 9 11 2345 6789.
    ['+5491123456789', '1123456789'],
    // Four digits in this order stand in every tenth number.
    ['+6834000', '6834000'],
  ] as const)('of %s are %s', (phone, digits) => {
    expect(commonDigits(phone)).toBe(digits)
  })

  it('are digits of the number, and never so few that everybody would be found', () => {
    fc.assert(
      fc.property(someNumber, (phone) => {
        expect(commonDigits(phone)).toMatch(/^\d{6,15}$/)
        expect(phone).toMatch(new RegExp(commonDigits(phone).split('').join('.*')))
      }),
      { numRuns: 2_000 },
    )
  })

  it('are looked for in the digits of their country, too', () => {
    expect(commonDigitsByScript('+15551234567')).toEqual(['5551234567'])
    expect(commonDigitsByScript('+81345800001')).toEqual(['345800001', '３４５８００００１'])
    expect(commonDigitsByScript('+966112345678')).toEqual(['112345678', '١١٢٣٤٥٦٧٨'])
    expect(commonDigitsByScript('+982112345678')).toEqual(['2112345678', '۲۱۱۲۳۴۵۶۷۸'])
  })
})

it.each([
  ['+15551234567', ['5551234567'], ['15551234567']],
  ['+442079460958', ['02079460958'], ['442079460958', '2079460958']],
  ['+5491123456789', ['0111523456789'], ['5491123456789', '91123456789', '111523456789']],
  ['+80012345678', ['12345678'], ['80012345678', '12345678']],
] as const)('spellings of %s begin with %j, or end with %j', (phone, beginnings, endings) => {
  expect(spellingEnds(phone)).toEqual({ beginnings, endings })
})
