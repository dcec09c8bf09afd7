import type { ContactPolicy } from '../../domain/choose-contact.ts'
import type { OwnNumbers } from '../../domain/own-numbers.ts'
import type { CountryCode } from '../../domain/phone-number.ts'

/** How people with a number are looked for. */
export const contactLookups = ['soql-spellings', 'sosl', 'normalised-field'] as const

export type ContactLookup = (typeof contactLookups)[number]

/** What an administrator decides about the matching. */
export interface ContactSettings {
  /** The country of numbers without a country code. */
  readonly defaultRegion: CountryCode
  readonly contactLookup: ContactLookup
  readonly contactPhoneFields: readonly string[]
  /** Of Contact and Lead, in place of the other ones where `contactLookup` is `normalised-field`. */
  readonly normalisedPhoneFields: readonly string[]
  /** Names the country of a contact's numbers without a country code. */
  readonly contactCountryField: string | null
  readonly severalContacts: ContactPolicy
  readonly matchLeads: boolean
  readonly leadPhoneFields: readonly string[]
  readonly ownNumbers: OwnNumbers
  readonly contactCacheSeconds: number
  readonly contactCacheNegativeSeconds: number
  readonly contactCacheEntries: number
}
