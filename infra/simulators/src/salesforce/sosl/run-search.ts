import { apiError } from '../api-error.ts'
import { readField } from '../derived-fields.ts'
import type { FieldType, ObjectDefinition } from '../objects/field.ts'
import type { Org } from '../org.ts'
import type { StoredRecord } from '../records.ts'
import { runQuery } from '../soql/run-query.ts'
import type { QueriedRecord } from '../soql/select.ts'
import type { Search, SearchGroup, SearchReturn } from './parse-search.ts'
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
  return returning
    .flatMap(({ object: name, fields, clauses }) => {
      const object = org.catalogue.object(name)
      if (!object) throw apiError(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`)
      const isVisible = (record: StoredRecord): boolean => isFound(org, object, record, search)
      return runQuery(org, `SELECT ${fields} FROM ${object.name} ${clauses}`, {
        basePath,
        isAll: false,
        isVisible,
      }).records
    })
    .slice(0, search.limit)
}

function isFound(org: Org, object: ObjectDefinition, record: StoredRecord, search: Search): boolean {
  if (record.searchableFromMs > org.clock.now()) return false
  const texts = searchedTexts(org, object, record, search.group)
  return search.terms.alternatives.some((terms) =>
    terms.every((term) => texts.some(({ type, text }) => matches(term, type, text)) !== term.isNegated),
  )
}

function searchedTexts(org: Org, object: ObjectDefinition, record: StoredRecord, group: SearchGroup) {
  return object.fields
    .filter(
      ({ type, name }) => SEARCHED_TYPES[group].includes(type) && (group !== 'NAME' || name.endsWith('Name')),
    )
    .flatMap((field) => {
      const text = readField(org, record, field)
      return typeof text === 'string' ? [{ type: field.type, text }] : []
    })
}

/** Phone numbers are found by their digits, however they are written; other text by whole words. */
function matches(term: SearchTerm, type: FieldType, text: string): boolean {
  if (type === 'phone') {
    const digits = onlyDigits(term.text)
    return digits !== '' && onlyDigits(text).includes(digits)
  }
  return new RegExp(`(?<![\\p{L}\\p{N}])${term.pattern}(?![\\p{L}\\p{N}])`, 'iu').test(text)
}

function onlyDigits(text: string): string {
  return text.replaceAll(/\D/g, '')
}
