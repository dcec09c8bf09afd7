import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { CountryCode } from 'libphonenumber-js'

export type { CountryCode }

/** A phone number in E.164, such as +15551234567. */
export type E164 = `+${string}`

/** The customer's number as Genesys gave it: the caller's when the customer called, the called one's when the agent did. */
export function customerSide(call: {
  readonly direction: string
  readonly callerId: string | null
  readonly calleeId: string | null
}): string | null {
  switch (call.direction) {
    case 'INBOUND':
      return call.callerId
    case 'OUTBOUND':
      return call.calleeId
    default:
      return null
  }
}

/** Digits that carriers send in place of a withheld number: ANONYMOUS and UNAVAILABLE as a keypad spells them. */
const withheld: ReadonlySet<string> = new Set(['266696687', '86282452253'])

/** Characters. No number is near it; what is beyond it would only cost time. */
const longestText = 256

/** Fewer digits without a country code are an extension or a short code, which some countries' rules take for possible numbers. */
const fewestNationalDigits = 6

/**
 * The number in E.164, or null when the text is anything but one phone number: "anonymous", "restricted", an extension.
 * Accepts the `tel:` and `sip:` addresses of Genesys events.
 * @param defaultRegion the country of numbers without a country code
 */
export function toE164(text: string, defaultRegion: CountryCode): E164 | null {
  if (text.length > longestText) return null
  const bare = text
    .trim()
    .replace(/^(tel|sips?):/i, '')
    .replace(/[@;].*$/s, '')
  return parsed(bare, defaultRegion)
}

/**
 * The numbers in a text that somebody typed into a phone field: with or without country code, with extensions and remarks, several
 * in one field.
 * @param defaultRegion the country of numbers without a country code
 */
export function numbersIn(stored: string, defaultRegion: CountryCode): ReadonlySet<E164> {
  const written = stored.slice(0, longestText).replace(extension, ' ').match(digitsAndPunctuation) ?? []
  const numbers = written.flatMap((piece) => {
    const number = parsed(piece, defaultRegion)
    // A stroke may stand within a number, "030/23125111", as well as between two.
    return number === null ? piece.split('/').map((part) => parsed(part, defaultRegion)) : [number]
  })
  return new Set(numbers.filter((number) => number !== null))
}

/** The library takes some countries' numbers for possible that are longer or shorter. */
const e164 = /^\+[1-9]\d{6,14}$/
const extension = /(?<!\p{L})(?:x|ext|extn|extension|#)[.:\s]*\d{1,7}(?!\d)/giu
const digitsAndPunctuation = /[+＋(]*\p{Nd}[\p{Nd} \t\u00A0().\p{Pd}/]*/gu

function parsed(text: string, defaultRegion: CountryCode): E164 | null {
  const international = text
    .trim()
    .replace(/^(\(?)00(?=[\d \t).\p{Pd}/])/u, '$1+')
    .replace(/^\(\+/, '+(')
  const number = parsePhoneNumberFromString(international, { defaultCountry: defaultRegion, extract: false })
  // Possible, not valid: new number ranges, and the 555 numbers of examples, are not in the library's tables.
  if (!number?.isPossible() || !e164.test(number.number)) return null
  if (withheld.has(number.number.slice(1)) || withheld.has(text.replace(/\D/g, ''))) return null
  if (!/[+＋]/.test(international) && number.nationalNumber.length < fewestNationalDigits) return null
  return number.number as E164
}

/** The digits that a spelling of the number has in common with all others: without country code and without national prefix. */
export function nationalDigits(phone: E164): string {
  return parsePhoneNumberFromString(phone)?.nationalNumber ?? phone.slice(1)
}
