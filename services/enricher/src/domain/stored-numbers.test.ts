import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberLike, regions } from '../testing/numbers.ts'
import { e164 } from './phone-number.ts'
import { numbersIn } from './stored-numbers.ts'

describe('a stored text holds the number', () => {
  it.each([
    ['+1 415 555 0102', '+14155550102', 'US'],
    ['(415) 555-0102', '+14155550102', 'US'],
    ['415.555.0102', '+14155550102', 'US'],
    ['415–555–0102', '+14155550102', 'US'],
    ['1-415-555-0102', '+14155550102', 'US'],
    ['+1 (415) 555-0132 x3', '+14155550132', 'US'],
    ['415-555-0102x3', '+14155550102', 'US'],
    ['415.555.0102 ext 5', '+14155550102', 'US'],
    ['415-555-0102 Ext. 4155', '+14155550102', 'US'],
    ['415-555-0102 #12', '+14155550102', 'US'],
    ['415 555 0102,,3', '+14155550102', 'US'],
    ['cell: 415-555-0102', '+14155550102', 'US'],
    ['415-555-0102 (cell)', '+14155550102', 'US'],
    ['415-555-0102 (John, after 6pm)', '+14155550102', 'US'],
    ['fax 415 555 0103', '+14155550103', 'US'],
    ['tel:+14155550102', '+14155550102', 'US'],
    ['+49 (0)30 23125-111', '+493023125111', 'US'],
    ['+49 (0) 30 / 23125111', '+493023125111', 'US'],
    ['030/23125111', '+493023125111', 'DE'],
    ['0049 151 23456789', '+4915123456789', 'US'],
    ['(0049) 151 23456789', '+4915123456789', 'US'],
    ['00 49 151 23456789', '+4915123456789', 'DE'],
    ['011-49-30-23125111', '+493023125111', 'US'],
    ['+44 (0)20 7946 0958', '+442079460958', 'US'],
    ['07700 900123', '+447700900123', 'GB'],
    ['01 99 00 12 34', '+33199001234', 'FR'],
    ['+81 3-4580-0001', '+81345800001', 'US'],
    ['+39 06 1234567', '+39061234567', 'US'],
  ] as const)('%j → %s in %s', (stored, number, region) => {
    expect([...numbersIn(stored, region)]).toEqual([number])
  })

  it.each([
    '415.555.0102 / 415.555.0103',
    '415.555.0102/415.555.0103',
    '4155550102, 4155550103',
    '4155550102; 4155550103',
    '4155550102 or (415) 555-0103',
    '+14155550102 +14155550103',
    'office 415 555 0102 x7, mobile +1 415 555 0103',
    '415 555 0102\n415 555 0103',
  ])('and another one: %j', (stored) => {
    expect([...numbersIn(stored, 'US')]).toEqual(['+14155550102', '+14155550103'])
  })

  it.each([
    ['another number', '+1 415 555 0103', '+14155550102', 'US'],
    ['another country', '+44 415 555 0102', '+14155550102', 'US'],
    ['the same digits of another region', '07700 900123', '+447700900123', 'US'],
    ['more digits', '+1 415 555 01021', '+14155550102', 'US'],
    ['its end only', '555 0102', '+14155550102', 'US'],
    ['its digits among others', '4 1 5 9 5 5 5 9 0 1 0 2', '+14155550102', 'US'],
    ['what stands behind a stroke within one number', '030/23125111', '+4923125111', 'DE'],
    ['the end of another country’s number', '030 / 23125111', '+4523125111', 'DK'],
    ['the end of one behind a dash', '040 - 23125111', '+4723125111', 'NO'],
    ['the end of one behind two blanks', '(030)  23125111', '+4523125111', 'DK'],
    ['the end of the second of two', '23125112 / 030 / 23125111', '+4523125111', 'DK'],
    ['an extension', '+49 30 23125-0 ext 4155551', '+494155551', 'DE'],
    ['no digits', 'ask reception', '+14155550102', 'US'],
    ['nothing', '', '+14155550102', 'US'],
  ] as const)('but not %s: %j', (_, stored, number, region) => {
    expect(numbersIn(stored, region).has(number)).toBe(false)
  })

  it('in whichever way it is written', () => {
    const spelling = fc.record({
      before: fc.constantFrom('', '+1 ', '+1', '1-', '1 ', '001 ', 'Tel. '),
      area: fc.constantFrom('415', '(415)'),
      gaps: fc.tuple(fc.constantFrom(' ', '-', '.', '/', ''), fc.constantFrom(' ', '-', '.', '')),
      behind: fc.constantFrom('', ' x3', ' ext. 12', ' (home)', ', ask for Jo'),
    })
    fc.assert(
      fc.property(spelling, ({ before, area, gaps: [first, second], behind }) => {
        const stored = `${before}${area}${first}555${second}0102${behind}`
        expect([...numbersIn(stored, 'US')]).toEqual(['+14155550102'])
      }),
    )
  })
})

describe('whatever is stored,', () => {
  it('the numbers found in a stored text are in E.164, and nothing is thrown', () => {
    fc.assert(
      fc.property(numberLike, fc.constantFrom(...regions), (text, region) => {
        for (const number of numbersIn(text, region)) expect(number).toMatch(e164)
      }),
      { numRuns: 5_000 },
    )
  })

  it.each(['+', '1', '(', ' ', '0', '1 ', '(+', 'x ', '/', '#', '1 #', ',,', '5551234567,', '1/'])(
    'a million of %j cost no time',
    (piece) => {
      const start = performance.now()
      numbersIn(piece.repeat(1_000_000 / piece.length), 'US')
      expect(performance.now() - start).toBeLessThan(200)
    },
  )
})
