/**
 * For tests: how people write phone numbers, by the country in which the org takes numbers without a country code to be. Collected by
 * hand from how directories, signatures, business cards and forms look; what is dialled is of ranges for fiction where there are such.
 * Not all of them can be understood.
 */
import { american } from './americas.ts'
import { asianPacificAfrican } from './asia-pacific-africa.ts'
import { european } from './europe.ts'
import type { Spelled } from './spelled.ts'

export const spelled: readonly Spelled[] = [...american, ...european, ...asianPacificAfrican]
