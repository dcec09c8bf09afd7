import { apiError } from '../api-error.ts'
import { readField } from '../derived-fields.ts'
import type { FieldDefinition, FieldType, ObjectDefinition } from '../objects/field.ts'
import type { Org } from '../org.ts'
import type { StoredRecord } from '../records.ts'
import { runQuery } from '../soql/run-query.ts'
import type { QueriedRecord } from '../soql/select.ts'
import type { Search, SearchGroup, SearchReturn } from './parse-search.ts'
import { PhoneTerms } from './phone-terms.ts'
import type { SearchTerm } from './search-terms.ts'

const SEARCHED_TYPES: Readonly<Record<SearchGroup, readonly FieldType[]>> = {
  ALL: ['string', 'phone', 'email', 'url', 'textarea', 'picklist'],
  SIDEBAR: ['string', 'phone', 'email', 'url', 'textarea', 'picklist'],
  NAME: ['string'],
  EMAIL: ['email'],
  PHONE: ['phone'],
}

const DEFAULT_RETURNING = ['Account', 'Contact', 'Lead']

/** The records found, object by object in the order of RETURNING. */
export function runSearch(org: Org, search: Search, basePath: string): QueriedRecord[] {
  const returning: readonly SearchReturn[] =
    search.returning.length > 0
      ? search.returning
      : DEFAULT_RETURNING.map((object) => ({ object, fields: 'Id', clauses: '' }))
  const found = returning.map(({ object: name, fields, clauses }) => {
    const object = org.catalogue.object(name)
    if (!object) throw apiError(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`)
    const isVisible = isFoundBy(org, object, search)
    return runQuery(org, `SELECT ${fields} FROM ${object.name} ${clauses}`, {
      basePath,
      isAll: false,
      isVisible,
    }).records
  })
  return shareOut(found, search.limit)
}

/** When there are too many, each object gets the same number of places, and none more than it needs. */
function shareOut(found: readonly QueriedRecord[][], limit: number): QueriedRecord[] {
  const total = found.reduce((sum, records) => sum + records.length, 0)
  if (total <= limit) return found.flat()
  const withHits = found.filter((records) => records.length > 0)
  const share = Math.max(1, Math.floor(limit / withHits.length))
  return withHits.flatMap((records) => records.slice(0, share)).slice(0, limit)
}

function isFoundBy(org: Org, object: ObjectDefinition, search: Search): (record: StoredRecord) => boolean {
  const fields = searchedFields(object, search.group)
  const isKnown = (record: StoredRecord): boolean => record.searchableFromMs <= org.clock.now()
  const numbers = anyNumberOf(search)
  if (!numbers) return (record) => isKnown(record) && isFound(org, fields, record, search)
  return (record) =>
    isKnown(record) &&
    fields.some((field) => {
      const text = readField(org, record, field)
      return typeof text === 'string' && numbers.match(text)
    })
}

/** For a search of phone fields for one number or another: all of them at once. */
function anyNumberOf({ group, terms }: Search): PhoneTerms | undefined {
  const isPlain = terms.alternatives.every(
    ([term, ...more]) => term?.isNegated === false && more.length === 0,
  )
  return group === 'PHONE' && isPlain ? new PhoneTerms(terms.alternatives.flat()) : undefined
}

function isFound(
  org: Org,
  fields: readonly FieldDefinition[],
  record: StoredRecord,
  search: Search,
): boolean {
  const texts = fields.flatMap((field) => {
    const text = readField(org, record, field)
    return typeof text === 'string' ? [{ type: field.type, text }] : []
  })
  return search.terms.alternatives.some((terms) =>
    terms.every((term) => texts.some(({ type, text }) => matches(term, type, text)) !== term.isNegated),
  )
}

function searchedFields({ fields }: ObjectDefinition, group: SearchGroup): FieldDefinition[] {
  return fields.filter(
    ({ type, name }) => SEARCHED_TYPES[group].includes(type) && (group !== 'NAME' || name.endsWith('Name')),
  )
}

/** Phone numbers are found by their digits, however they are written; other text by whole words. */
function matches(term: SearchTerm, type: FieldType, text: string): boolean {
  if (type === 'phone') return new PhoneTerms([term]).match(text)
  return new RegExp(`(?<![\\p{L}\\p{N}])${term.pattern}(?![\\p{L}\\p{N}])`, 'iu').test(text)
}
