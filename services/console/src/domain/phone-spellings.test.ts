import * as fc from 'fast-check'
import { getCountries, getExampleNumber } from 'libphonenumber-js'
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { e164Of, isImpossibleNumber, phonePattern } from './phone-spellings.ts'

const german = phonePattern('+4915112345678')
const american = phonePattern('+12125550123')
const mexican = phonePattern('+525512345678')

describe('a number is found', () => {
  it.each([
    '+4915112345678',
    '＋4915112345678',
    '4915112345678',
    '004915112345678',
    '0049 151 12345678',
    '011 49 151 1234 5678',
    '+49 (0) 151 / 1234-5678',
    '+49(0)151.1234.5678',
    '0151 12345678',
    '(0151) 1234-5678',
    '15112345678',
    'tel:+49-151-12345678',
    'sip:+4915112345678@10.0.0.1;user=phone',
    'tel%3A%2B49%20151%2012345678',
    'asked for a call to 0151 12345678, after 5',
    'her numbers: +442079460958, +4915112345678',
    '{"callerId":"+4915112345678"}',
    '\u0000\u0000\u0000\u0000\u0001\u001A+4915112345678\u0018+18001234567',
  ])('in %j', (text) => {
    expect(german.test(text)).toBe(true)
  })

  it.each(['+12125550123', '(212) 555-0123', '1-212-555-0123', '212.555.0123', '+1 (212) 555 0123 ext. 9'])(
    'in %j',
    (text) => {
      expect(american.test(text)).toBe(true)
    },
  )

  it.each([
    '+525512345678',
    '+5215512345678',
    '+52 044 55 1234 5678',
    '55 1234 5678',
    '01 55 1234 5678',
    '044 55 1234 5678',
    '(045) 55 1234-5678',
  ])('in %j, as it was written before 2019', (text) => {
    expect(mexican.test(text)).toBe(true)
  })

  it('in every way in which the library writes the numbers of any country', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples)
      if (!number) continue
      const pattern = phonePattern(number.number)
      const written = [
        number.number,
        number.formatInternational(),
        number.formatNational(),
        number.getURI(),
        number.format('IDD', { fromCountry: 'DE' }),
      ]
      for (const text of written)
        expect(pattern.test(text ?? number.number), `${country}: ${text}`).toBe(true)
    }
  })

  it('whatever stands around it, unless that is a digit', () => {
    const around = fc.string({ unit: 'binary' }).filter((text) => !/[\d+＋]/.test(text))
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(german.test(`${before}0151 12345678${after}`)).toBe(true)
      }),
    )
  })
})

describe('another number is not', () => {
  it.each([
    '+49151123456789',
    '+4915112345679',
    '+4415112345678',
    '+1 15112345678',
    '0044 15112345678',
    '915112345678',
    '+49 151 12345678-90',
    '2015112345678',
    '15112345',
    '',
  ])('in %j', (text) => {
    expect(german.test(text)).toBe(false)
  })

  it('of two numbers of the library, neither is found as the other', () => {
    const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? [])
    for (const sought of new Set(numbers)) {
      const pattern = phonePattern(sought)
      expect(numbers.filter((number) => number !== sought && pattern.test(number))).toEqual([])
    }
  })
})

it('what is asked for has a country code: without one it is many people’s', () => {
  expect(e164Of(' +49 (0)151 12345678 ')).toBe('+4915112345678')
  expect(e164Of('0151 12345678')).toBeUndefined()
  expect(e164Of('anonymous')).toBeUndefined()
  expect(e164Of('+49 call +49 151 12345678')).toBeUndefined()
})

it('a Mexican number of old is the one that it has become', () => {
  expect(
    ['+5215512345678', '+52 1 55 1234 5678', '+52 044 55 1234 5678', '+52 55 1234 5678'].map(e164Of),
  ).toEqual(Array(4).fill('+525512345678'))
  expect(e164Of('+52155123456789')).toBeUndefined()
})

it('a number that cannot be one is told from one without its country code', () => {
  expect(['+49151', '+4915112345678901234', '+52155123456789'].map(isImpossibleNumber)).toEqual([
    true,
    true,
    true,
  ])
  expect(['0151 12345678', 'anonymous', '+4915112345678'].map(isImpossibleNumber)).toEqual([
    false,
    false,
    false,
  ])
})

it('a long text of digits is looked through in no time', () => {
  const startedAt = performance.now()
  german.test('1 '.repeat(500_000))
  german.test('0'.repeat(1_000_000))
  german.test(' -./()'.repeat(200_000))
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
