import * as fc from 'fast-check'
import { getCountries } from 'libphonenumber-js'
import { describe, expect, it } from 'vitest'
import { numberLike, regions } from '../testing/numbers.ts'
import { customerSide, toE164 } from './customer-number.ts'

const e164 = /^\+[1-9]\d{6,14}$/

describe('the customer is', () => {
  const call = { callerId: '+15551234567', calleeId: '+18001234567' }

  it.each([
    ['INBOUND', '+15551234567'],
    ['OUTBOUND', '+18001234567'],
    ['INTERNAL', null],
    ['UNKNOWN', null],
  ])('%s: %s', (direction, number) => {
    expect(customerSide({ ...call, direction })).toBe(number)
  })

  it('nobody when Genesys gave no number', () => {
    expect(customerSide({ direction: 'INBOUND', callerId: null, calleeId: '+18001234567' })).toBeNull()
    expect(customerSide({ direction: 'OUTBOUND', callerId: '+15551234567', calleeId: null })).toBeNull()
  })
})

describe('with the default region US', () => {
  it.each([
    ['+15551234567', '+15551234567'],
    ['5551234567', '+15551234567'],
    ['15551234567', '+15551234567'],
    ['1 555 123 4567', '+15551234567'],
    ['(555) 123-4567', '+15551234567'],
    ['555.123.4567', '+15551234567'],
    ['  +1 (555) 123-4567  ', '+15551234567'],
    ['tel:+15551234567', '+15551234567'],
    ['TEL:+1-555-123-4567', '+15551234567'],
    ['tel:+15551234567;ext=3', '+15551234567'],
    ['sip:+15551234567@pbx.example', '+15551234567'],
    ['sip:5551234567@pbx.example:5060;transport=tls', '+15551234567'],
    ['sips:+4930123456@pbx.example', '+4930123456'],
    ['+15551234567 x3', '+15551234567'],
    ['5551234567 ext. 12', '+15551234567'],
    ['011 49 30 23125111', '+493023125111'],
    ['0049 30 23125111', '+493023125111'],
    ['(+49) 30 23125111', '+493023125111'],
    ['+49 (0)30 23125-111', '+493023125111'],
    ['+１５５５１２３４５６７', '+15551234567'],
    ['+١٥٥٥١٢٣٤٥٦٧', '+15551234567'],
    ['+800 1234 5678', '+80012345678'],
    ['+6834000', '+6834000'],
    ['442079460958', '+442079460958'],
    ['+52 1 55 1234 5678', '+525512345678'],
    ['++1 555 123 4567', '+15551234567'],
  ])('%j is %s', (text, number) => {
    expect(toE164(text, 'US')).toBe(number)
  })

  it.each([
    ['nothing', ''],
    ['blanks', '  \t '],
    ['a withheld number in words', 'anonymous'],
    ['a withheld number in capitals', 'ANONYMOUS'],
    ['a restricted number', 'restricted'],
    ['an unavailable number', 'unavailable'],
    ['a private number', 'private'],
    ['an unknown number', 'Unknown'],
    ['an anonymous address', 'sip:anonymous@anonymous.invalid'],
    ['ANONYMOUS on a keypad', '+266696687'],
    ['UNAVAILABLE on a keypad', '+86282452253'],
    ['RESTRICTED on a keypad', '+7378742833'],
    ['BLOCKED on a keypad', '+2562533'],
    ['RESTRICTED on a keypad, as a national number', '7378742833'],
    ['RESTRICTED on a keypad, as an American number', 'tel:+17378742833'],
    ['UNKNOWN on a keypad', '+8656696'],
    ['PRIVATE on a keypad', '7748283'],
    ['noughts', '000-000-0000'],
    ['noughts with a country code', '+10000000000'],
    ['a withheld number at an exchange', 'sip:anonymous@10.0.0.1'],
    ['an extension', '4567'],
    ['an extension at an exchange', 'sip:4567@pbx.example'],
    ['an emergency number', '911'],
    ['too few digits', '555123'],
    ['too few digits after the country code', '+1555123'],
    ['too many digits', '+155512345678'],
    ['more digits than E.164 has', '+491111111111111111'],
    ['a plus alone', '+'],
    ['a country code that does not exist', '+0'],
    ['two numbers', '+1 555 123 4567 / +1 555 123 4568'],
    ['a number within words', 'call 555 123 4567 now'],
    ['an attack on the query', "+1' OR Name LIKE '%"],
    ['a wildcard', '+1555%'],
    ['letters', '1-800-FLOWERS'],
    ['a Salesforce id', '003Sm0000JohnD1IQI'],
  ])('%s is no number: %j', (_, text) => {
    expect(toE164(text, 'US')).toBeNull()
  })
})

describe('a number without a country code is one of the default region:', () => {
  it.each([
    ['030 23125111', 'DE', '+493023125111'],
    ['030/23125111', 'DE', '+493023125111'],
    ['(0151) 23456789', 'DE', '+4915123456789'],
    ['+1 555 123 4567', 'DE', '+15551234567'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['07700 900123', 'GB', '+447700900123'],
    ['06 1234567', 'IT', '+39061234567'],
    ['712345', 'AD', '+376712345'],
    ['1234', 'DE', null],
    ['12345', 'DE', null],
    ['sip:1234@pbx', 'DE', null],
    ['4567', 'GB', null],
    ['266696687', 'DE', null],
    ['266696687', 'GB', null],
    ['+49111111111111111', 'DE', null],
    ['0000070', 'DE', null],
    ['+49000070', 'DE', null],
    ['00(02770095901', 'XK', null],
    ['2201609', 'CA', null],
    ['4915123456789', 'DE', '+4915123456789'],
    ['0011 49 30 23125111', 'AU', '+493023125111'],
    ['0049 30 23125111', 'AU', '+493023125111'],
    ['0049 30 23125111', 'ID', '+493023125111'],
    ['010 1 415 555 0132', 'JP', '+14155550132'],
    ['8 10 49 30 23125111', 'RU', '+493023125111'],
    ['044 55 1234 5678', 'MX', '+525512345678'],
  ] as const)('%j in %s is %s', (text, region, number) => {
    expect(toE164(text, region)).toBe(number)
  })
})

describe('whatever comes,', () => {
  it('the result is a number in E.164 or null, and nothing is thrown', () => {
    fc.assert(
      fc.property(numberLike, fc.constantFrom(...regions), (text, region) => {
        const number = toE164(text, region)
        if (number !== null) expect(number).toMatch(e164)
      }),
      { numRuns: 5_000 },
    )
  })

  it('a number that is read again is the same number', () => {
    fc.assert(
      fc.property(numberLike, fc.constantFrom(...regions), (text, region) => {
        const number = toE164(text, region)
        if (number !== null) expect(toE164(number, 'US')).toBe(number)
      }),
      { numRuns: 5_000 },
    )
  })

  it('so is one of digits with more noughts than a number has', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0000123456789 ('.split('')),
      minLength: 6,
      maxLength: 16,
    })
    fc.assert(
      fc.property(digits, fc.constantFrom(...getCountries()), (text, region) => {
        const number = toE164(text, region)
        if (number !== null) expect(toE164(number, 'US')).toBe(number)
      }),
      { numRuns: 10_000 },
    )
  })

  it.each(['+', '1', '(', '@', ' ', '0', '1 ', '(+', 'x ', '/', '5551234567,'])(
    'a million of %j cost no time',
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length)
      const start = performance.now()
      expect(toE164(text, 'US')).toBeNull()
      expect(performance.now() - start).toBeLessThan(200)
    },
  )
})
