import { type OrderByClause, parseQuery, type Query } from '@jetstreamapp/soql-parser-js'
import { apiError, unsupportedObject } from '../api-error.ts'
import { isArchived } from '../derived-fields.ts'
import type { ObjectDefinition } from '../objects/field.ts'
import type { Org } from '../org.ts'
import { isDeleted, type StoredRecord } from '../records.ts'
import { orderOf } from './condition.ts'
import { resolvePath } from './field-path.ts'
import { malformedQuery, notSimulated } from './query-errors.ts'
import { projection, type QueriedRecord } from './select.ts'
import { wherePredicate } from './where.ts'

const LONGEST_QUERY_CHARACTERS = 100_000
const LARGEST_OFFSET = 2_000

export interface QueryOptions {
  /** Such as `/services/data/v66.0`: records name their own address. */
  readonly basePath: string
  /** Archived and deleted records too, as `queryAll` shows them. */
  readonly isAll: boolean
  /** Leaves out records that a search does not know yet. */
  readonly isVisible?: (record: StoredRecord) => boolean
}

export interface QueryResult {
  /** All records, or none for `COUNT()`. */
  readonly records: QueriedRecord[]
  readonly totalSize: number
}

/** Answers a SOQL query. @throws ApiError with Salesforce's codes. */
export function runQuery(org: Org, soql: string, options: QueryOptions): QueryResult {
  if (soql.length > LONGEST_QUERY_CHARACTERS) {
    throw apiError(400, 'QUERY_TOO_COMPLICATED', 'SOQL statements cannot be longer than 100,000 characters.')
  }
  const query = parse(soql)
  const object = objectOf(org, query)
  if (isCount(query)) return { records: [], totalSize: matching(org, object, query, options).length }
  const project = projection(org, object, query, options.basePath)
  const records = matching(org, object, query, options).map(project)
  return { records, totalSize: records.length }
}

function parse(soql: string): Query {
  try {
    return parseQuery(soql)
  } catch (error) {
    throw malformedQuery(parserMessage(error))
  }
}

/** The parser lists all that it could have read: only what it stumbled on is worth telling. */
function parserMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const found = /but found(?:: | --> )'(.*?)'/s.exec(message)?.[1]
  if (found === undefined) return message
  return `unexpected token: '${found === '' ? '<EOF>' : found}'`
}

function objectOf(org: Org, query: Query): ObjectDefinition {
  const object = org.catalogue.object(query.sObject ?? '')
  if (!object) throw unsupportedObject(query.sObject ?? '', 400)
  if (!object.queryable) {
    throw apiError(400, 'INVALID_TYPE_FOR_OPERATION', `entity type ${object.name} does not support query`)
  }
  if (query.groupBy || query.having) throw notSimulated('GROUP BY')
  return object
}

function isCount({ fields = [] }: Query): boolean {
  const [field] = fields
  return (
    fields.length === 1 &&
    field?.type === 'FieldFunctionExpression' &&
    field.functionName.toUpperCase() === 'COUNT' &&
    field.parameters.length === 0
  )
}

function matching(org: Org, object: ObjectDefinition, query: Query, options: QueryOptions): StoredRecord[] {
  const scope = {
    org,
    object,
    alias: query.sObjectAlias,
    valuesOf: (inner: Query) => subQueryValues(org, inner, options),
  }
  const isWanted = query.where ? wherePredicate(scope, query.where) : () => true
  const found: StoredRecord[] = []
  for (const record of org.records.all(object.name)) {
    const isShown = options.isAll || (!isDeleted(record) && !isArchived(org, record))
    if (isShown && (options.isVisible?.(record) ?? true) && isWanted(record)) found.push(record)
  }
  const offset = query.offset ?? 0
  if (offset > LARGEST_OFFSET) {
    throw apiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${LARGEST_OFFSET}`)
  }
  return order(org, object, query, found).slice(offset, offset + (query.limit ?? Number.POSITIVE_INFINITY))
}

function subQueryValues(
  org: Org,
  query: Query,
  options: QueryOptions,
): ReturnType<ReturnType<typeof resolvePath>['read']>[] {
  const object = objectOf(org, query)
  const [field] = query.fields ?? []
  if (field?.type !== 'Field' && field?.type !== 'FieldRelationship')
    throw malformedQuery('a sub-query selects one field')
  const name = 'relationships' in field ? [...field.relationships, field.field].join('.') : field.field
  const path = resolvePath(org, object, name, query.sObjectAlias)
  return matching(org, object, query, options).map((record) => path.read(record))
}

/** Nulls come first, or as the query says, whatever the direction. Ties keep the order of creation. */
function order(org: Org, object: ObjectDefinition, query: Query, records: StoredRecord[]): StoredRecord[] {
  const keys = [query.orderBy ?? []].flat().map((clause: OrderByClause) => {
    if (!('field' in clause)) throw notSimulated('a function in ORDER BY')
    const path = resolvePath(org, object, clause.field, query.sObjectAlias)
    return { path, sign: clause.order === 'DESC' ? -1 : 1, nullSign: clause.nulls === 'LAST' ? 1 : -1 }
  })
  if (keys.length === 0) return records
  return records.toSorted((left, right) => {
    for (const { path, sign, nullSign } of keys) {
      const leftValue = path.read(left)
      const rightValue = path.read(right)
      if (leftValue === null && rightValue === null) continue
      if (leftValue === null) return nullSign
      if (rightValue === null) return -nullSign
      const result = orderOf(path.field, leftValue, rightValue)
      if (result !== 0) return sign * result
    }
    return 0
  })
}
