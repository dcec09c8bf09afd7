import { LRUCache } from 'lru-cache'
import { longestText, parseNumber } from './phone-number.ts'
import type { CountryCode, E164 } from './phone-number.ts'

export type { CountryCode, E164 }

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

/** To read a number costs more than all else that is done for a call, and who calls once calls again. */
const known = new LRUCache<string, { readonly number: E164 | null }>({ max: 20_000 })

/**
 * The number in E.164, or null when the text is anything but one phone number: "anonymous", "restricted", an extension.
 * Accepts the `tel:` and `sip:` addresses of Genesys events.
 * @param defaultRegion the country of numbers without a country code
 */
export function toE164(text: string, defaultRegion: CountryCode): E164 | null {
  if (text.length > longestText) return null
  const asked = `${defaultRegion} ${text}`
  const answer = known.get(asked) ?? { number: read(text, defaultRegion) }
  known.set(asked, answer)
  return answer.number
}

function read(text: string, defaultRegion: CountryCode): E164 | null {
  const bare = text
    .trim()
    .replace(/^(tel|sips?):/i, '')
    .replace(/[@;].*$/s, '')
  return parseNumber(bare, defaultRegion)
}
