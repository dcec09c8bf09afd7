import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customerSide, nationalDigits, numbersIn, toE164 } from './customer-number.ts'
import type { CountryCode, E164 } from './customer-number.ts'

const e164 = /^\+[1-9]\d{6,14}$/
const regions: readonly CountryCode[] = ['US', 'DE', 'GB', 'FR', 'IT', 'JP', 'AR', 'IS', 'AD']

/** What strangers send as a number, and what looks like one. */
const numberLike = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'0123456789+()-. /x@;,:٣３'.split(''), 'tel:', 'sip:', 'ext', '(0)', '00'),
    maxLength: 40,
  }),
)

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

  it('the numbers found in a stored text are in E.164, and nothing is thrown', () => {
    fc.assert(
      fc.property(numberLike, fc.constantFrom(...regions), (text, region) => {
        for (const number of numbersIn(text, region)) expect(number).toMatch(e164)
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

  it.each(['+', '1', '(', '@', ' ', '0', '1 ', '(+', 'x ', '/', '5551234567,'])(
    'a million of %j cost no time',
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length)
      const start = performance.now()
      expect(toE164(text, 'US')).toBeNull()
      numbersIn(text, 'US')
      expect(performance.now() - start).toBeLessThan(200)
    },
  )
})

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

describe('the national digits', () => {
  it.each([
    ['+15551234567', '5551234567'],
    ['+493023125111', '3023125111'],
    ['+442079460958', '2079460958'],
    ['+39061234567', '061234567'],
    ['+80012345678', '12345678'],
  ] as const)('of %s are %s', (phone, digits) => {
    expect(nationalDigits(phone)).toBe(digits)
  })

  it('are digits for every number', () => {
    fc.assert(
      fc.property(fc.stringMatching(e164), (phone) => {
        expect(nationalDigits(phone as E164)).toMatch(/^\d+$/)
      }),
      { numRuns: 2_000 },
    )
  })
})
