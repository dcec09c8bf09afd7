/**
 * Pseudonyms of people for those who may not see them: the same for the same number, name or address, so that calls can be counted and
 * compared, and nobody's without the key.
 */
import { createHmac } from 'node:crypto'
import type { PseudonymisedKind } from '@calltrail/schemas'
import { toE164 } from './customer-number.ts'
import type { CountryCode } from './customer-number.ts'

/** Half of the digest: 128 bits, which no two people share. */
const hexDigits = 32

/**
 * @param key secret: numbers are so few that without one all their pseudonyms could be made and compared
 * @param defaultRegion the country of numbers without a country code
 * @returns the kind, a hyphen and 32 hexadecimal digits, such as `phone-5d1f…`. A number has one pseudonym however it is written.
 */
export function pseudonymsWith(
  key: string,
  defaultRegion: CountryCode,
): (kind: PseudonymisedKind, text: string) => string {
  return (kind, text) => {
    const digest = createHmac('sha256', key)
      .update(`${kind}\n${sameText(kind, text, defaultRegion)}`)
      .digest('hex')
    return `${kind}-${digest.slice(0, hexDigits)}`
  }
}

/** The one way of writing what may be written in several. */
function sameText(kind: PseudonymisedKind, text: string, defaultRegion: CountryCode): string {
  const written = text.normalize('NFC').trim()
  switch (kind) {
    case 'phone':
      return toE164(written, defaultRegion) ?? written
    case 'email':
      return written.toLowerCase()
    case 'name':
      return written
  }
}
