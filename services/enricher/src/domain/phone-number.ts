import { getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { CountryCode, PhoneNumber } from 'libphonenumber-js'

export type { CountryCode }

/** A phone number in E.164, such as +15551234567. */
export type E164 = `+${string}`

/** The library takes some countries' numbers for possible that are longer or shorter. */
export const e164 = /^\+[1-9]\d{6,14}$/

/** Characters. No number is near it; what is beyond it would only cost time. */
export const longestText = 256

/**
 * Digits that carriers send in place of a withheld number, as a keypad spells ANONYMOUS, UNAVAILABLE, RESTRICTED, PRIVATE, UNKNOWN and
 * BLOCKED; RESTRICTED also as the North American number that it looks like.
 */
const withheld: ReadonlySet<string> = new Set([
  '266696687',
  '86282452253',
  '7378742833',
  '17378742833',
  '7748283',
  '8656696',
  '2562533',
])

/** Fewer digits without a country code are an extension or a short code, which some countries' rules take for possible numbers. */
const fewestNationalDigits = 6

/** Mexico gave up the 1 of mobile numbers, and 01, 044 and 045 in front of national ones, in 2019; they are still written. */
const formerMexicanPrefix = /^\+52(?:01|04[45]|1)(?=\d{10}$)/

/**
 * The number that a text is, or null when it is anything but one phone number.
 * @param region the country of a number without a country code
 */
export function parseNumber(text: string, region: CountryCode): E164 | null {
  if (withheld.has(text.replace(/\D/g, ''))) return null
  if (hasOwnCountryCode(text, region)) {
    const number = withoutPlus(text, region)
    if (number) return number
  }
  const numbers = readings(text).flatMap((reading) => read(reading, region) ?? [])
  // An international prefix of the region, "0011" in Australia, may look like "00" and a country code. Validity decides, where it can.
  const number = numbers.find(({ valid }) => valid) ?? numbers[0]
  return number?.phone ?? withoutPlus(text, region)
}

/** "00" is an international prefix wherever people know no better, also where the region has another one. */
function readings(text: string): string[] {
  const trimmed = text.trim().replace(/^(\(?)\s*[+＋][+＋\s]*/, '$1+')
  const international = trimmed.replace(/^(\(?)00(?=[\d\s).\p{Pd}/])/u, '$1+').replace(/^\(\+/, '+(')
  return [...new Set([international, trimmed])]
}

/** Shorter ones are national numbers that begin like a country code. */
const fewestDigitsWithCountryCode = 11

/** "4915123456789" in Germany: the library takes the whole for a national number where such a length is possible. */
function hasOwnCountryCode(text: string, region: CountryCode): boolean {
  const digits = text.replace(/\D/g, '')
  return digits.length >= fewestDigitsWithCountryCode && digits.startsWith(getCountryCallingCode(region))
}

/** "44 20 7946 0958" is no American number, and a British one when somebody forgot the plus. Too bold a guess unless it is valid. */
function withoutPlus(text: string, region: CountryCode): E164 | null {
  if (!/^\s*[1-9]/.test(text)) return null
  const number = read(`+${text.trim()}`, region)
  return number?.valid ? number.phone : null
}

interface Reading {
  readonly phone: E164
  readonly valid: boolean
}

function read(text: string, region: CountryCode): Reading | null {
  const written = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false })
  const phone = written?.number.replace(formerMexicanPrefix, '+52') as E164 | undefined
  const number = phone === undefined ? undefined : parsePhoneNumberFromString(phone)
  // Whoever reads the number must read the same: of "0000070" the library strips another nought each time.
  if (!number || number.number !== phone) return null
  // Possible, not valid: new number ranges, and the 555 numbers of examples, are not in the library's tables.
  if (!number.isPossible() || !e164.test(phone)) return null
  if (withheld.has(phone.slice(1)) || isPlaceholder(number)) return null
  if (!/[+＋]/.test(text) && number.nationalNumber.length < fewestNationalDigits) return null
  return { phone, valid: number.isValid() }
}

/** 000-000-0000 is typed into forms that insist on a number. */
function isPlaceholder({ nationalNumber }: PhoneNumber): boolean {
  return /^0+$/.test(nationalNumber)
}
