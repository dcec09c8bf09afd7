import type { Condition, Query, WhereClause } from '@jetstreamapp/soql-parser-js'
import { apiError } from '../api-error.ts'
import { parseDate, parseDateTime } from '../date-time.ts'
import type { FieldDefinition, FieldValue, ObjectDefinition } from '../objects/field.ts'
import type { Org } from '../org.ts'
import { type FieldPath, resolvePath } from './field-path.ts'
import { like, type Predicate } from './like-condition.ts'
import { type Literal, readLiteral } from './literals.ts'
import { malformedQuery, notSimulated } from './query-errors.ts'

export interface ConditionScope {
  readonly org: Org
  readonly object: ObjectDefinition
  readonly alias: string | undefined
  /** The values that the only field of a sub-query has. */
  valuesOf(query: Query): FieldValue[]
}

/** The test for one comparison of a WHERE clause, such as `Phone LIKE '%555%'`. */
export function conditionPredicate(
  scope: ConditionScope,
  condition: NonNullable<WhereClause['left']>,
): Predicate {
  if (!('field' in condition)) throw notSimulated('a function in a WHERE clause')
  const path = resolvePath(scope.org, scope.object, condition.field, scope.alias)
  const { field } = path
  if (!field.filterable) throw unfilterable(field)
  const operator = condition.operator.toUpperCase()
  if ('valueQuery' in condition)
    return oneOf(path, operator, literalsOf(field, scope.valuesOf(condition.valueQuery)))
  if (operator === 'LIKE') return like(path, condition)
  const literals = readLiterals(scope.org, field, condition)
  if (operator === 'IN' || operator === 'NOT IN') return oneOf(path, operator, literals)
  const [literal] = literals
  if (!literal) throw malformedQuery(`unexpected token: '${operator}'`)
  return compare(path, operator, literal)
}

function readLiterals(org: Org, field: FieldDefinition, condition: Condition): Literal[] {
  if (!('value' in condition)) return []
  const values = [condition.value].flat()
  const types = [condition.literalType ?? 'STRING'].flat()
  return values.map((value, index) => readLiteral(org, field, types[index] ?? types[0] ?? 'STRING', value))
}

function literalsOf(field: FieldDefinition, values: readonly FieldValue[]): Literal[] {
  return values.flatMap((value) =>
    typeof value === 'string' && !['date', 'datetime'].includes(field.type) ? [{ kind: 'text', value }] : [],
  )
}

/** A record without a value is not in any list that does not name null, and so it is NOT IN it. */
function oneOf(path: FieldPath, operator: string, literals: readonly Literal[]): Predicate {
  const wanted = literals.map((literal) => compare(path, '=', literal))
  const texts = new Set(
    literals.flatMap((literal) => (literal.kind === 'text' ? [fold(path.field, literal.value)] : [])),
  )
  const isIn: Predicate =
    texts.size === literals.length
      ? (record) => {
          const value = path.read(record)
          return typeof value === 'string' && texts.has(fold(path.field, value))
        }
      : (record) => wanted.some((predicate) => predicate(record))
  return operator === 'NOT IN' ? (record) => !isIn(record) : isIn
}

function compare(path: FieldPath, operator: string, literal: Literal): Predicate {
  if (operator === '!=') {
    const equals = compare(path, '=', literal)
    return (record) => !equals(record)
  }
  return (record) => {
    const value = path.read(record)
    if (literal.kind === 'null') return operator === '=' && value === null
    if (value === null) return false
    if (literal.kind === 'span') return compareSpan(operator, epochMs(path.field, value), literal)
    return compareOrder(operator, orderOf(path.field, value, literal.value))
  }
}

function compareSpan(operator: string, value: number, span: Extract<Literal, { kind: 'span' }>): boolean {
  switch (operator) {
    case '=':
      return value >= span.startMs && value < span.endMs
    case '<':
      return value < span.startMs
    case '<=':
      return value < span.endMs
    case '>':
      return value >= span.endMs
    case '>=':
      return value >= span.startMs
    default:
      throw notSimulated(`the operator ${operator}`)
  }
}

function compareOrder(operator: string, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      throw notSimulated(`the operator ${operator}`)
  }
}

/** Negative, zero or positive as `left` comes before, with or after `right` in this field. */
export function orderOf(field: FieldDefinition, left: FieldValue, right: FieldValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const leftText = fold(field, String(left))
  const rightText = fold(field, String(right))
  if (leftText === rightText) return 0
  return leftText < rightText ? -1 : 1
}

/** Salesforce compares text without regard to case, except ids and fields that are defined as case-sensitive. */
function fold(field: FieldDefinition, text: string): string {
  return field.caseSensitive || field.type === 'id' || field.type === 'reference' ? text : text.toLowerCase()
}

function epochMs(field: FieldDefinition, value: FieldValue): number {
  const text = String(value)
  return (field.type === 'date' ? parseDate(text) : parseDateTime(text)) ?? Number.NaN
}

function unfilterable(field: FieldDefinition): Error {
  return apiError(400, 'INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`)
}
