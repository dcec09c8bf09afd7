import type { SearchTerm } from './search-terms.ts'

/** The digits in a text by which a phone number is found. */
interface WrittenNumber {
  /** All digits, and those of each run without letters: what follows the letter in `x3` is a number of its own. */
  readonly numbers: readonly string[]
  /** The digits as they were typed in groups. */
  readonly groups: readonly string[]
}

/**
 * Finds a phone number, however it is written, by all of its digits or by its last ones, with `*` at the end by its first ones, and by
 * each group of digits as it was typed. Any of the terms will do.
 */
export class PhoneTerms {
  readonly #groups: ReadonlySet<string>
  readonly #endings: ReadonlyMap<number, ReadonlySet<string>>
  readonly #beginnings: ReadonlyMap<number, ReadonlySet<string>>

  constructor(terms: readonly SearchTerm[]) {
    const digitsOf = (isBeginning: boolean) =>
      terms
        .filter(({ text }) => text.endsWith('*') === isBeginning)
        .map(({ text }) => onlyDigits(text))
        .filter((digits) => digits !== '')
    this.#endings = byLength(digitsOf(false))
    this.#beginnings = byLength(digitsOf(true))
    this.#groups = new Set(digitsOf(false))
  }

  match(text: string): boolean {
    const { numbers, groups } = writtenNumber(text)
    return (
      groups.some((group) => this.#groups.has(group)) ||
      numbers.some(
        (digits) =>
          hasAny(this.#endings, (length) => digits.slice(-length)) ||
          hasAny(this.#beginnings, (length) => digits.slice(0, length)),
      )
    )
  }
}

// A search reads every number of the org, and the numbers stay the same from search to search.
const MOST_KNOWN_TEXTS = 500_000
const known = new Map<string, WrittenNumber>()

function writtenNumber(text: string): WrittenNumber {
  const found = known.get(text)
  if (found) return found
  const written = {
    numbers: [...new Set([text, ...text.split(/\p{L}+/u)].map(onlyDigits))].filter((digits) => digits !== ''),
    groups: text.split(/\D+/).filter((group) => group !== ''),
  }
  if (known.size >= MOST_KNOWN_TEXTS) known.clear()
  known.set(text, written)
  return written
}

function byLength(texts: readonly string[]): ReadonlyMap<number, ReadonlySet<string>> {
  return new Map(
    [...Map.groupBy(texts, ({ length }) => length)].map(([length, group]) => [length, new Set(group)]),
  )
}

function hasAny(wanted: ReadonlyMap<number, ReadonlySet<string>>, part: (length: number) => string): boolean {
  for (const [length, texts] of wanted) if (texts.has(part(length))) return true
  return false
}

function onlyDigits(text: string): string {
  return text.replaceAll(/\D/g, '')
}
