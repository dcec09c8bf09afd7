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

/** Numbers that carriers send in place of a withheld one: ANONYMOUS as a keypad spells it. */
const withheld: ReadonlySet<string> = new Set(['+266696687'])

/**
 * The number in E.164, or null when the text is anything but one phone number: "anonymous", "restricted", an extension.
 * Accepts the `tel:` and `sip:` addresses of Genesys events.
 * @param defaultRegion the country of numbers without a country code
 */
export function toE164(text: string, defaultRegion: CountryCode): E164 | null {
  const bare = text
    .trim()
    .replace(/^(tel|sips?):/i, '')
    .replace(/[@;].*$/s, '')
  const number = parsePhoneNumberFromString(bare, { defaultCountry: defaultRegion, extract: false })
  // Possible, not valid: new number ranges, and the 555 numbers of examples, are not in the library's tables.
  if (!number?.isPossible() || withheld.has(number.number)) return null
  return number.number as E164
}

/**
 * Whether a number as somebody typed it, with or without country code and extension, is `phone`.
 * @param defaultRegion the country of numbers without a country code
 */
export function isSameNumber(stored: string, phone: E164, defaultRegion: CountryCode): boolean {
  return parsePhoneNumberFromString(stored, defaultRegion)?.number === phone
}

/** The digits that a spelling of the number has in common with all others: without country code and without national prefix. */
export function nationalDigits(phone: E164): string {
  return parsePhoneNumberFromString(phone)?.nationalNumber ?? phone.slice(1)
}
