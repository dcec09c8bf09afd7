import type { FieldType, Query } from '@jetstreamapp/soql-parser-js'
import { readField } from '../derived-fields.ts'
import type { FieldDefinition, ObjectDefinition } from '../objects/field.ts'
import type { Org } from '../org.ts'
import type { StoredRecord } from '../records.ts'
import { parentOf, resolvePath } from './field-path.ts'
import { malformedQuery, notSimulated } from './query-errors.ts'

/** A record as a query answers it: `attributes`, the selected fields, and parents as nested records. */
export type QueriedRecord = Record<string, unknown>

/** Fields by name; a parent's fields below the parent's name. */
type Selection = Map<string, FieldDefinition | ParentSelection>

interface ParentSelection {
  readonly reference: FieldDefinition
  readonly fields: Selection
}

const MOST_ROWS_WITH_ALL_FIELDS = 200

/** @returns what turns a record into its row of the answer. */
export function projection(
  org: Org,
  object: ObjectDefinition,
  query: Query,
  basePath: string,
): (record: StoredRecord) => QueriedRecord {
  const selection: Selection = new Map()
  for (const field of query.fields ?? []) select(org, object, query, field, selection)
  return (record) => project(org, record, selection, basePath)
}

/** A record with these fields, as `GET /sobjects/{Object}/{id}` answers it. */
export function showRecord(
  org: Org,
  record: StoredRecord,
  fields: readonly FieldDefinition[],
  basePath: string,
): QueriedRecord {
  return project(org, record, new Map(fields.map((field) => [field.name, field])), basePath)
}

function select(
  org: Org,
  object: ObjectDefinition,
  query: Query,
  field: FieldType,
  selection: Selection,
): void {
  if (field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'FIELDS') {
    for (const each of fieldGroup(object, query, field.rawValue ?? '')) selection.set(each.name, each)
    return
  }
  if (field.type !== 'Field' && field.type !== 'FieldRelationship')
    throw notSimulated(`${field.type} in SELECT`)
  const path = 'relationships' in field ? [...field.relationships, field.field].join('.') : field.field
  addPath(org, object, selection, resolvePath(org, object, path, query.sObjectAlias).names)
}

function addPath(org: Org, object: ObjectDefinition, selection: Selection, names: readonly string[]): void {
  const [head = '', ...rest] = names
  if (rest.length === 0) {
    const field = org.catalogue.field(object, head)
    if (!field) return
    if (selection.has(field.name)) throw malformedQuery(`duplicate field selected: ${field.name}`)
    selection.set(field.name, field)
    return
  }
  const reference = org.catalogue.relationship(object, head)
  if (!reference) return
  const known = selection.get(head)
  const parent = known && 'fields' in known ? known : { reference, fields: new Map() }
  selection.set(head, parent)
  for (const name of reference.referenceTo) {
    const target = org.catalogue.object(name)
    const isField = target && (rest.length > 1 || org.catalogue.field(target, rest[0] ?? ''))
    if (target && isField && !parent.fields.has(rest[0] ?? '')) addPath(org, target, parent.fields, rest)
  }
  if (rest[0] === 'Type' && !parent.fields.has('Type')) parent.fields.set('Type', reference)
}

function fieldGroup(object: ObjectDefinition, query: Query, group: string): readonly FieldDefinition[] {
  const name = /\((\w+)\)/.exec(group)?.[1]?.toUpperCase() ?? ''
  if (name !== 'STANDARD' && (query.limit ?? Number.POSITIVE_INFINITY) > MOST_ROWS_WITH_ALL_FIELDS) {
    throw malformedQuery('The SOQL FIELDS function must have a LIMIT of at most 200')
  }
  if (name === 'ALL') return object.fields
  return object.fields.filter((field) => field.name.endsWith('__c') === (name === 'CUSTOM'))
}

function project(
  org: Org,
  record: StoredRecord,
  selection: Selection,
  basePath: string,
  typeName?: string,
): QueriedRecord {
  const row: QueriedRecord = {
    attributes: {
      type: typeName ?? record.object,
      url: `${basePath}/sobjects/${record.object}/${record.id}`,
    },
  }
  for (const [name, selected] of selection) {
    if ('fields' in selected) {
      const parent = parentOf(org, record, selected.reference)
      const isPolymorphic = selected.reference.referenceTo.length > 1
      row[name] = parent
        ? project(org, parent, selected.fields, basePath, isPolymorphic ? 'Name' : undefined)
        : null
    } else if (name === 'Type' && selected.type === 'reference') {
      row[name] = record.object
    } else {
      row[name] = org.field(record.object, name) ? readField(org, record, selected) : null
    }
  }
  return row
}
