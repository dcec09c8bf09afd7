import { apiError } from '../api-error.ts'
import { readField } from '../derived-fields.ts'
import type { FieldDefinition, FieldValue, ObjectDefinition } from '../objects/field.ts'
import type { Org } from '../org.ts'
import type { StoredRecord } from '../records.ts'

/** A field of a query, such as `Account.Name`, found in the org. */
export interface FieldPath {
  /** Names as the org spells them, parents first. */
  readonly names: readonly string[]
  readonly field: FieldDefinition
  read(record: StoredRecord): FieldValue
}

/** @throws ApiError INVALID_FIELD when a relationship or the field is unknown. */
export function resolvePath(org: Org, object: ObjectDefinition, path: string, alias?: string): FieldPath {
  const segments = path.split('.')
  if (segments.length > 1 && alias !== undefined && segments[0]?.toLowerCase() === alias.toLowerCase())
    segments.shift()
  if (segments.length > 1 && segments[0]?.toLowerCase() === object.name.toLowerCase()) segments.shift()
  return resolve(org, object, segments)
}

function resolve(org: Org, object: ObjectDefinition, [head = '', ...rest]: readonly string[]): FieldPath {
  if (rest.length === 0) {
    const field = org.catalogue.field(object, head)
    if (!field) throw unknownField(object.name, head)
    return { names: [field.name], field, read: (record) => readField(org, record, field) }
  }
  const parent = org.catalogue.relationship(object, head)
  if (!parent?.relationshipName) throw unknownRelationship(head)
  const targets = parent.referenceTo.flatMap((name) => org.catalogue.object(name) ?? [])
  const paths = new Map(
    targets.flatMap((target) => pathIfAny(org, target, rest, parent.referenceTo.length > 1)),
  )
  const [first] = paths.values()
  if (!first)
    throw unknownField(parent.referenceTo.length > 1 ? 'Name' : (targets[0]?.name ?? head), rest.join('.'))
  return {
    names: [parent.relationshipName, ...first.names],
    field: first.field,
    read: (record) => {
      const target = parentOf(org, record, parent)
      return target ? (paths.get(target.object)?.read(target) ?? null) : null
    },
  }
}

/** One kind of record a polymorphic parent can be may have a field that another has not. */
function pathIfAny(
  org: Org,
  target: ObjectDefinition,
  segments: readonly string[],
  isPolymorphic: boolean,
): [string, FieldPath][] {
  const [first = ''] = segments
  if (isPolymorphic && segments.length === 1 && first.toLowerCase() === 'type') {
    const name = org.catalogue.field(target, 'Name')
    return name ? [[target.name, { names: ['Type'], field: name, read: (record) => record.object }]] : []
  }
  const isKnown = segments.length > 1 || org.catalogue.field(target, first) !== undefined
  return isKnown ? [[target.name, resolve(org, target, segments)]] : []
}

export function parentOf(
  org: Org,
  record: StoredRecord,
  reference: FieldDefinition,
): StoredRecord | undefined {
  const id = readField(org, record, reference)
  return typeof id === 'string' ? org.records.find(id) : undefined
}

function unknownField(objectName: string, fieldName: string): Error {
  return apiError(
    400,
    'INVALID_FIELD',
    `No such column '${fieldName}' on entity '${objectName}'. If you are attempting to use a custom field, be sure to ` +
      `append the '__c' after the custom field name. Please reference your WSDL or the describe call for the ` +
      'appropriate names.',
  )
}

function unknownRelationship(name: string): Error {
  return apiError(
    400,
    'INVALID_FIELD',
    `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be ` +
      `sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call ` +
      'for the appropriate names.',
  )
}
