import { longestText, parseNumber } from './phone-number.ts'
import type { CountryCode, E164 } from './phone-number.ts'
import { withoutExtensions } from './extensions.ts'

/**
 * The numbers in a text that somebody typed into a phone field: with or without country code, with extensions and remarks, several
 * in one field.
 * @param region the country of numbers without a country code
 */
export function numbersIn(stored: string, region: CountryCode): ReadonlySet<E164> {
  const text = withoutExtensions(plain(stored)).replace(oddSeparators, ' ')
  const pieces = text.match(digitsAndPunctuation) ?? []
  return new Set(pieces.flatMap((piece) => numbersOf(piece, region)))
}

/** Marks of writing direction come along when a number is copied, and full-width characters from East Asian keyboards. */
function plain(stored: string): string {
  return stored
    .slice(0, longestText)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\[/g, '(')
    .replace(/\]/g, ')')
}

/** The long vowel mark is next to the dash for who types Japanese. */
const oddSeparators = /['’´`·•‧・ー_\\]|(?<=\d)\*(?=\d)/g
const digitsAndPunctuation =
  /[+(][+(\p{Zs}]*\p{Nd}[\p{Nd}\p{Zs}\t().\p{Pd}−/]*|\p{Nd}[\p{Nd}\p{Zs}\t().\p{Pd}−/]*/gu

function numbersOf(piece: string, region: CountryCode): E164[] {
  const ends = differentEnds(piece)
  if (ends?.isLikely) {
    const numbers = parseAll(ends.numbers, region)
    if (numbers.length === 2) return numbers
  }
  const number = parseNumber(piece, region)
  if (number !== null) return [number]
  // A stroke may stand within a number, "030/23125111", as well as between two; so may a dash.
  const parts = parseParts(piece.split(betweenNumbers), region)
  return ends && parts.length < 2 ? [...new Set([...parts, ...parseAll(ends.numbers, region)])] : parts
}

const betweenNumbers = /\/|\s[\p{Pd}−]+\s|\s{2,}|(?<=\d\s+)(?=\()/u

/** With as many digits, what stands before a stroke is more than an area code. */
const digitsOfWholeNumber = 9

/** "555-0102/03", "23125-11/12" and "12345678 / 79" are two numbers that end differently. */
function differentEnds(piece: string): { numbers: [string, string]; isLikely: boolean } | null {
  const parts = /^(?<head>.*?(?<last>\d+))(?<gap>\s*)\/\s*[\p{Pd}−]?(?<end>\d{1,4})\D*$/u.exec(piece)?.groups
  if (!parts) return null
  const { head, last, gap, end } = parts as { head: string; last: string; gap: string; end: string }
  if (end.length > last.length) return null
  const isWhole = head.replace(/\D/g, '').length >= digitsOfWholeNumber
  return {
    numbers: [head, head.slice(0, -end.length) + end],
    isLikely: isWhole && (gap !== '' || end.length === last.length),
  }
}

/** "030 / 23125111" in Denmark is a number of another country, and its end is none of Denmark. */
function parseParts(texts: readonly string[], region: CountryCode): E164[] {
  const numbers = texts.map((text) => parseNumber(text, region))
  const isAreaCode = texts.map((text, index) => numbers[index] === null && /^[\s(]*[0+]/.test(text))
  return numbers.flatMap((number, index) => (number === null || isAreaCode[index - 1] ? [] : number))
}

function parseAll(texts: readonly string[], region: CountryCode): E164[] {
  return texts.flatMap((text) => parseNumber(text, region) ?? [])
}
