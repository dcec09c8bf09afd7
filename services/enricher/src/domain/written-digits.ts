import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { E164 } from './phone-number.ts'

/** A number as digits alone. */
interface Digits {
  /** As it is written abroad, without the plus. */
  readonly international: string
  /** Without country code and national prefix. */
  readonly significant: string
  /** As it is dialled within its country. */
  readonly national: string
}

function digitsOf(phone: E164): Digits {
  const international = phone.slice(1)
  const number = parsePhoneNumberFromString(phone)
  if (!number) return { international, significant: international, national: international }
  return {
    international,
    significant: number.nationalNumber,
    national: number.formatNational().replace(/\D/g, ''),
  }
}

/** With fewer, digits in this order stand in too many other numbers. Such numbers are known only with their country code anyway. */
const fewestDigits = 6

/**
 * The digits, in their order, that all spellings of the number have in common: without country code and national prefix. (Argentina's
 * mobile numbers have a 9 abroad that is a 15 further behind at home.)
 */
export function commonDigits(phone: E164): string {
  const { international, significant, national } = digitsOf(phone)
  const common = [national, international].reduce(longestCommonSubsequence, significant)
  return common.length < fewestDigits ? international : common
}

/** How a number begins, or all of it, where spellings begin or end. */
export interface SpellingEnds {
  /** Digits that a spelling begins with; an extension may follow. */
  readonly beginnings: readonly string[]
  /** Digits that a spelling ends with; prefixes may precede. */
  readonly endings: readonly string[]
}

/** What to look for where digits are found by how they begin and end, as few as will do. */
export function spellingEnds(phone: E164): SpellingEnds {
  const { international, significant, national } = digitsOf(phone)
  // North American numbers have no prefix but the country code itself; elsewhere there are former, carriers' and optional ones.
  if (phone.startsWith('+1')) return { beginnings: [national], endings: [international] }
  const endings = [international, significant, national.replace(/^0+/, '')]
  return { beginnings: [national], endings: [...new Set(endings)] }
}

/** Digits of other scripts, by the country codes where people type them. */
const nativeDigits: readonly { readonly zero: string; readonly countryCodes: RegExp }[] = [
  { zero: '０', countryCodes: /^\+(?:81|82|86|852|853|886)/ },
  { zero: '٠', countryCodes: /^\+(?:20|218|249|96[1-8]|97[0-4])/ },
  { zero: '۰', countryCodes: /^\+(?:93|98)/ },
]

/** The {@link commonDigits} in each script that they may be typed in. */
export function commonDigitsByScript(phone: E164): string[] {
  const digits = commonDigits(phone)
  const native = nativeDigits
    .filter(({ countryCodes }) => countryCodes.test(phone))
    .map(({ zero }) =>
      digits.replace(/\d/g, (digit) => String.fromCodePoint(zero.codePointAt(0)! + Number(digit))),
    )
  return [digits, ...native]
}

/** Of up to 15 digits. */
function longestCommonSubsequence(a: string, b: string): string {
  let row: string[] = Array.from({ length: b.length + 1 }, () => '')
  for (const digit of a) {
    const next = ['']
    for (const [index, other] of Array.from(b).entries()) {
      const longer = row[index + 1]!.length >= next[index]!.length ? row[index + 1]! : next[index]!
      next.push(digit === other ? row[index]! + digit : longer)
    }
    row = next
  }
  return row.at(-1)!
}
