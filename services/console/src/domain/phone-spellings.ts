/**
 * A phone number in whatever way somebody has written it.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** The enricher reads these as the number without: Mexico gave them up in 2019, and they are still written. */
const formerMexicanPrefix = /^\+52(?:01|04[45]|1)(?=\d{10}$)/

/** The number in E.164; undefined when the text is none, or has no country code, without which it is many people's. */
export function e164Of(text: string): string | undefined {
  const written = writtenNumber(text)?.number.replace(formerMexicanPrefix, '+52')
  const number = written === undefined ? undefined : parsePhoneNumberFromString(written)
  return number?.isPossible() ? number.number : undefined
}

/** Whether a text that is no number for {@link e164Of} does not lack a country code, but has too many or too few digits for it. */
export function isImpossibleNumber(text: string): boolean {
  return writtenNumber(text)?.isPossible() === false
}

function writtenNumber(text: string) {
  return parsePhoneNumberFromString(text.trim(), { extract: false })
}

/** What may stand between the digits of a number, also percent-encoded. */
const gap = String.raw`(?:[^\S\n\r]|[().\/+\u2010-\u2015-]|%(?:25)*2[089BDEF]){0,3}`
/** Digits that begin with another country's code are another number, whatever they end in. */
const start = String.raw`(?=\d)(?<!\d)(?<!(?:[+＋]|(?<!\d)00)[^\S\n\r]?\d[\d ().\/-]{0,7})`
/** Digits that go on are another number; after a dash they are an extension of a switchboard. */
const end = String.raw`(?!\d)(?![-.\/]\d)`

/** Behind the country code Mexico's mobile numbers had a 1 and more, and Argentina's have a 9; elsewhere people write "+49 (0) 30". */
const trunkDigits: Readonly<Record<string, string>> = { 52: '(?:01|04[45]|[01])', 54: '[09]' }
/** What people dial, or have dialled, in their own country in front of a number, where it is not a 0 or what the library writes. */
const dialledBefore: Readonly<Record<string, readonly string[]>> = { 52: ['01', '044', '045'] }

/**
 * Finds a number in a text: with its country code, however that is introduced, or without, as it is dialled in its own country.
 * @param e164 from {@link e164Of}
 */
export function phonePattern(e164: string): RegExp {
  const number = parsePhoneNumberFromString(e164)!
  const { countryCallingCode, nationalNumber } = number
  const trunk = trunkDigits[countryCallingCode] ?? '0'
  const international = `(?:(?:${spaced('00')}|${spaced('011')})${gap})?${spaced(countryCallingCode)}${gap}(?:${trunk}${gap})?${spaced(nationalNumber)}`
  const dialled = number.formatNational().replace(/\D/g, '')
  const prefixes = ['', '0', ...(dialledBefore[countryCallingCode] ?? [])]
  const national = [...new Set([...prefixes.map((prefix) => prefix + nationalNumber), dialled])].map(spaced)
  return new RegExp(`${start}(?:${[international, ...national].join('|')})${end}`)
}

function spaced(digits: string): string {
  return digits.split('').join(gap)
}
