import { apiError } from '../api-error.ts'
import { addDays, formatDate, parseDate, parseDateTime } from '../date-time.ts'
import type { FieldDefinition } from '../objects/field.ts'
import type { Org } from '../org.ts'
import { normalizeId } from '../record-id.ts'
import { LikePattern, type PatternPart } from './like-pattern.ts'
import { malformedQuery, notSimulated } from './query-errors.ts'

/** What a field is compared with. A span of time has its start inside and its end outside. */
export type Literal =
  | { readonly kind: 'null' }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'span'; readonly startMs: number; readonly endMs: number }

/** @param type the parser's name for the literal's form. @throws ApiError when the form does not suit the field. */
export function readLiteral(org: Org, field: FieldDefinition, type: string, source: string): Literal {
  switch (type) {
    case 'NULL':
      return { kind: 'null' }
    case 'STRING':
      return textLiteral(field, unescapeString(source))
    case 'INTEGER':
    case 'DECIMAL':
      requireType(field, ['int', 'double'])
      return { kind: 'number', value: Number(source) }
    case 'BOOLEAN':
      requireType(field, ['boolean'])
      return { kind: 'boolean', value: source.toUpperCase() === 'TRUE' }
    case 'DATE':
      requireType(field, ['date'])
      return daySpan(parseDate(source), source)
    case 'DATETIME':
      requireType(field, ['datetime'])
      return momentSpan(parseDateTime(source), source)
    case 'DATE_LITERAL':
    case 'DATE_N_LITERAL':
      requireType(field, ['date', 'datetime'])
      return relativeSpan(org, source.toUpperCase())
    default:
      throw notSimulated(`a literal like ${source}`)
  }
}

/** The text a quoted SOQL string means. @throws ApiError MALFORMED_QUERY for an escape that SOQL does not have. */
export function unescapeString(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll(/\\u([0-9a-fA-F]{4})|\\([\s\S])/g, (_all, hexadecimal?: string, escaped?: string) => {
      if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16))
      const character = ESCAPES[escaped ?? '']
      if (character === undefined)
        throw malformedQuery(
          `Invalid string literal ${quoted}. Illegal character sequence '\\${escaped}' in string literal.`,
        )
      return character
    })
}

/** A LIKE pattern: `%` is any text, `_` any character, `\\%` and `\\_` are themselves. */
export function likePattern(quoted: string): LikePattern {
  const parts: PatternPart[] = []
  for (const [source] of quoted.slice(1, -1).matchAll(/\\u[0-9a-fA-F]{4}|\\[\s\S]|[\s\S]/g)) {
    if (source === '%') parts.push('any text')
    else if (source === '_') parts.push('any character')
    else {
      const meant = source.length > 1 ? unescapeString(`'${source}'`) : source
      parts.push({ character: meant.toLowerCase() })
    }
  }
  return new LikePattern(parts)
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '%': '%',
  _: '_',
}

function textLiteral(field: FieldDefinition, value: string): Literal {
  if (['int', 'double', 'boolean', 'date', 'datetime'].includes(field.type)) {
    throw apiError(
      400,
      'INVALID_FIELD',
      `value of filter criterion for field '${field.name}' must be of type ${field.type} and should not be enclosed in quotes`,
    )
  }
  if (value === '') return { kind: 'null' }
  if (field.type !== 'id' && field.type !== 'reference') return { kind: 'text', value }
  const id = normalizeId(value)
  if (id === undefined) throw apiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${value}`)
  return { kind: 'text', value: id }
}

function requireType(field: FieldDefinition, types: readonly string[]): void {
  if (types.includes(field.type)) return
  const isText = !['int', 'double', 'boolean', 'date', 'datetime'].includes(field.type)
  throw apiError(
    400,
    'INVALID_FIELD',
    `value of filter criterion for field '${field.name}' must be of type ${isText ? 'string' : field.type} and should ` +
      `${isText ? '' : 'not '}be enclosed in quotes`,
  )
}

function daySpan(startMs: number | undefined, source: string): Literal {
  if (startMs === undefined) throw malformedQuery(`line 1: unexpected token: '${source}'`)
  return { kind: 'span', startMs, endMs: addDays(startMs, 1) }
}

function momentSpan(startMs: number | undefined, source: string): Literal {
  if (startMs === undefined) throw malformedQuery(`line 1: unexpected token: '${source}'`)
  return { kind: 'span', startMs, endMs: startMs + 1 }
}

function relativeSpan(org: Org, source: string): Literal {
  const now = org.clock.now()
  const today = parseDate(formatDate(now)) ?? now
  const [name = '', count = '0'] = source.split(':')
  const days = Number(count)
  const span = (fromDay: number, untilDay: number): Literal => ({
    kind: 'span',
    startMs: addDays(today, fromDay),
    endMs: addDays(today, untilDay),
  })
  switch (name) {
    case 'YESTERDAY':
      return span(-1, 0)
    case 'TODAY':
      return span(0, 1)
    case 'TOMORROW':
      return span(1, 2)
    case 'LAST_90_DAYS':
      return span(-90, 1)
    case 'LAST_N_DAYS':
      return span(-days, 1)
    case 'NEXT_N_DAYS':
      return span(1, days + 1)
    case 'N_DAYS_AGO':
      return span(-days, -days + 1)
    case 'THIS_MONTH':
      return monthSpan(today, 0)
    case 'LAST_MONTH':
      return monthSpan(today, -1)
    case 'THIS_YEAR':
      return yearSpan(today, 0)
    case 'LAST_YEAR':
      return yearSpan(today, -1)
    default:
      throw notSimulated(`the date literal ${source}`)
  }
}

function monthSpan(today: number, shift: number): Literal {
  const year = new Date(today).getUTCFullYear()
  const month = new Date(today).getUTCMonth() + shift
  return { kind: 'span', startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) }
}

function yearSpan(today: number, shift: number): Literal {
  const year = new Date(today).getUTCFullYear() + shift
  return { kind: 'span', startMs: Date.UTC(year), endMs: Date.UTC(year + 1) }
}
