import { normalisedField } from './normalised-field.ts'
import type { PhoneSearch } from './phone-search.ts'
import type { ContactLookup } from './settings.ts'
import { soqlSpellings } from './soql-spellings.ts'
import { sosl } from './sosl.ts'

/** The ways to look for people by their numbers. To add one is to add a file and a line. */
export const phoneSearches: Readonly<Record<ContactLookup, PhoneSearch>> = {
  'soql-spellings': soqlSpellings,
  sosl,
  'normalised-field': normalisedField,
}
