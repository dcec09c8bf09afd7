import { apiError } from '../api-error.ts'

/** Words of a search: alternatives (OR) of what must all be there (AND), some of it absent (AND NOT). */
export interface SearchTerms {
  readonly alternatives: readonly (readonly SearchTerm[])[]
}

export interface SearchTerm {
  /** Without escapes. `*` and `?` that were not escaped are in {@link pattern} only. */
  readonly text: string
  /** The term as a regular expression source for one word, or for a phrase. */
  readonly pattern: string
  readonly isNegated: boolean
}

const SHORTEST_TERM_CHARACTERS = 2
/** A longer text finds nothing. */
const LONGEST_TEXT_CHARACTERS = 10_000
/** In a longer text the operators mean nothing, and any of the words will do. */
const LONGEST_TEXT_WITH_OPERATORS = 4_000
/** Those of `? & | ! { } [ ] ( ) ^ ~ * : \ " ' + -` that mean nothing by themselves and so have to be escaped. */
const UNUSABLE = new Set(['&', '|', '!', '{', '}', '[', ']', '(', ')', '^', '~', ':', "'", '+', '-'])

/** @throws ApiError MALFORMED_SEARCH for a reserved character that is not escaped, or a term of one character. */
export function parseTerms(text: string): SearchTerms {
  const alternatives: SearchTerm[][] = [[]]
  let isNegated = false
  for (const word of wordsOf(text)) {
    const operator = word.isQuoted ? '' : word.source.toUpperCase()
    if (operator === 'OR') alternatives.push([])
    else if (operator === 'NOT') isNegated = true
    else if (operator !== 'AND') {
      alternatives.at(-1)?.push({ ...readTerm(word), isNegated })
      isNegated = false
    }
  }
  const terms = alternatives.flat()
  const isTooShort = terms.length === 0 || terms.some((term) => term.text.length < SHORTEST_TERM_CHARACTERS)
  if (isTooShort) {
    throw apiError(400, 'MALFORMED_SEARCH', `search term must be longer than one character: ${text.trim()}`)
  }
  if (text.length > LONGEST_TEXT_CHARACTERS) return { alternatives: [] }
  if (text.length > LONGEST_TEXT_WITH_OPERATORS) {
    return { alternatives: terms.map((term) => [{ ...term, isNegated: false }]) }
  }
  return { alternatives: alternatives.filter((alternative) => alternative.length > 0) }
}

interface Word {
  readonly source: string
  readonly isQuoted: boolean
}

function* wordsOf(text: string): Generator<Word> {
  for (const [, quoted, plain] of text.matchAll(/"((?:\\[\s\S]|[^"\\])*)"|((?:\\[\s\S]|[^\s"\\])+|["\\])/g)) {
    yield quoted === undefined ? { source: plain ?? '', isQuoted: false } : { source: quoted, isQuoted: true }
  }
}

function readTerm({ source, isQuoted }: Word): Omit<SearchTerm, 'isNegated'> {
  let text = ''
  let pattern = ''
  for (let index = 0; index < source.length; index += 1) {
    const character = source.charAt(index)
    const isEscape = character === '\\'
    if (isEscape) index += 1
    const meant = isEscape ? source.charAt(index) : character
    if (meant === '' || (!isEscape && !isQuoted && UNUSABLE.has(meant))) {
      throw apiError(
        400,
        'MALFORMED_SEARCH',
        `line 1:${index} no viable alternative at character '${character}'`,
      )
    }
    text += meant
    if (!isEscape && meant === '*') pattern += String.raw`\S*`
    else if (!isEscape && meant === '?') pattern += String.raw`\S`
    else pattern += meant.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  }
  return { text, pattern }
}
