import { apiError } from '../api-error.ts'
import { parseTerms, type SearchTerms } from './search-terms.ts'

export type SearchGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR'

/** What one object contributes to the result. */
export interface SearchReturn {
  readonly object: string
  /** Field names and the clauses after them, as in SOQL: `Id, Name WHERE … ORDER BY … LIMIT 5`. */
  readonly fields: string
  readonly clauses: string
}

export interface Search {
  readonly terms: SearchTerms
  readonly group: SearchGroup
  readonly returning: readonly SearchReturn[]
  readonly limit: number
}

export const MOST_SEARCH_RESULTS = 2_000

/**
 * Reads `FIND {terms} IN PHONE FIELDS RETURNING Contact(Id, Name WHERE …), Lead LIMIT 10`.
 * @throws ApiError MALFORMED_SEARCH
 */
export function parseSearch(sosl: string): Search {
  const { text, rest } = readFind(sosl)
  const parts =
    /^(?:\s+IN\s+(?<group>ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS)?(?:\s+RETURNING\s+(?<returning>[\s\S]*?))?(?:\s+LIMIT\s+(?<limit>\d+))?\s*$/i.exec(
      rest,
    )
  if (!parts?.groups) throw malformedSearch(`unexpected token: '${rest.trim().split(/\s/, 1)[0] ?? ''}'`)
  const { group = 'ALL', returning, limit } = parts.groups
  return {
    terms: parseTerms(text),
    group: group.toUpperCase() as SearchGroup,
    returning: returning === undefined ? [] : splitReturning(returning),
    limit: Math.min(MOST_SEARCH_RESULTS, limit === undefined ? MOST_SEARCH_RESULTS : Number(limit)),
  }
}

export function malformedSearch(message: string): Error {
  return apiError(400, 'MALFORMED_SEARCH', message)
}

/** The text between the braces, in which `\}` does not end it, and what follows. */
function readFind(sosl: string): { text: string; rest: string } {
  const start = /^\s*FIND\s*\{/i.exec(sosl)
  if (!start) throw malformedSearch("line 1:0 no viable alternative, expecting FIND '{'")
  for (let index = start[0].length; index < sosl.length; index += 1) {
    if (sosl[index] === '\\') index += 1
    else if (sosl[index] === '}')
      return { text: sosl.slice(start[0].length, index), rest: sosl.slice(index + 1) }
  }
  throw malformedSearch(`line 1:${sosl.length} mismatched character '<EOF>' expecting '}'`)
}

/** Splits `Contact(Id WHERE Name IN ('a', 'b')), Lead` at the commas outside parentheses and strings. */
function splitReturning(returning: string): SearchReturn[] {
  return splitOutside(returning, ',').map((part) => {
    const names = /^\s*([A-Za-z]\w*)\s*(?:\(([\s\S]*)\))?\s*$/.exec(part)
    if (!names?.[1]) throw malformedSearch(`unexpected token: '${part.trim()}'`)
    const inside = names[2] ?? 'Id'
    const clauseStart = clauseIndex(inside)
    return {
      object: names[1],
      fields: inside.slice(0, clauseStart).trim(),
      clauses: inside.slice(clauseStart).trim(),
    }
  })
}

function clauseIndex(inside: string): number {
  const start = outsideStrings(inside).search(/\b(?:WHERE|ORDER\s+BY|LIMIT|OFFSET)\b/i)
  return start < 0 ? inside.length : start
}

function splitOutside(text: string, separator: string): string[] {
  const visible = outsideStrings(text)
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index += 1) {
    if (visible[index] === '(') depth += 1
    else if (visible[index] === ')') depth -= 1
    else if (visible[index] === separator && depth === 0) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, text.slice(start)]
}

/** The same text with quoted strings blanked, so that positions stay. */
function outsideStrings(text: string): string {
  return text.replaceAll(/'(?:\\[\s\S]|[^'\\])*'/g, (quoted) => ' '.repeat(quoted.length))
}
