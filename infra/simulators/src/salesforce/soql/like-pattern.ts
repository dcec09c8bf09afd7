/** One position of a LIKE pattern: a character, in lower case, or a wildcard. */
export type PatternPart = { readonly character: string } | 'any text' | 'any character'

/** Characters in a row; `null` is any character. */
type Segment = string | readonly (string | null)[]

/**
 * A LIKE pattern, compared without regard to case. Made for tables of tens of thousands of rows and hundreds of patterns: it never
 * looks back, and {@link letters} tells at once that most texts cannot match.
 */
export class LikePattern {
  /** What is between the `%`: the first one is at the start of the text, the last one at its end. */
  readonly #segments: readonly Segment[]
  /** Of the characters that must occur. */
  readonly letters: number

  constructor(parts: readonly PatternPart[]) {
    this.#segments = segmentsOf(parts)
    const literal = parts.map((part) => (typeof part === 'string' ? '' : part.character)).join('')
    this.letters = lettersOf(literal.replaceAll(/[^\p{ASCII}]/gu, ''))
  }

  /** @param text in lower case */
  matches(text: string): boolean {
    const [first = ''] = this.#segments
    if (!isAt(text, first, 0)) return false
    if (this.#segments.length === 1) return text.length === first.length
    let position = first.length
    for (let index = 1; index < this.#segments.length - 1; index += 1) {
      const segment = this.#segments[index] ?? ''
      const found = find(text, segment, position)
      if (found < 0) return false
      position = found + segment.length
    }
    const last = this.#segments.at(-1) ?? ''
    const start = text.length - last.length
    return start >= position && isAt(text, last, start)
  }
}

const ALL_LETTERS = -1
const LAST_ASCII = 127

/**
 * A set of characters as bits, of which several characters share one, small and capital letters for example: all of a pattern's are
 * among those of a text that it matches.
 */
export function lettersOf(text: string): number {
  let letters = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    // Beyond ASCII, a capital and its small letter need not share a bit.
    if (code > LAST_ASCII) return ALL_LETTERS
    letters |= 1 << (code & 31)
  }
  return letters
}

function segmentsOf(parts: readonly PatternPart[]): Segment[] {
  const segments: (string | null)[][] = [[]]
  for (const part of parts) {
    if (part === 'any text') segments.push([])
    else segments.at(-1)?.push(part === 'any character' ? null : part.character)
  }
  return segments.map((segment) => (segment.includes(null) ? segment : segment.join('')))
}

function find(text: string, segment: Segment, from: number): number {
  if (typeof segment === 'string') return text.indexOf(segment, from)
  for (let start = from; start + segment.length <= text.length; start += 1) {
    if (isAt(text, segment, start)) return start
  }
  return -1
}

function isAt(text: string, segment: Segment, start: number): boolean {
  if (typeof segment === 'string') return text.startsWith(segment, start)
  return (
    start + segment.length <= text.length &&
    segment.every((character, index) => character === null || character === text[start + index])
  )
}
