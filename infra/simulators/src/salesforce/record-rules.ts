import { ApiError, apiError, type Problem } from './api-error.ts'
import { readValue, valueProblem } from './field-values.ts'
import type { FieldDefinition, ObjectDefinition } from './objects/field.ts'
import type { Org } from './org.ts'
import { normalizeId } from './record-id.ts'
import { type FieldValues, isDeleted, type StoredRecord } from './records.ts'

/** A record as it was sent. */
export type SentRecord = Readonly<Record<string, unknown>>

/**
 * Judges the fields of a record that is to be created, or changed when `current` is given, in Salesforce's order:
 * unknown fields, unreadable values, read-only fields, then everything that is wrong with the values.
 * @returns the values to store.
 * @throws ApiError with status 400.
 */
export function acceptFields(
  org: Org,
  object: ObjectDefinition,
  sent: SentRecord,
  current?: FieldValues,
): FieldValues {
  const fields = knownFields(org, object, sent)
  const values = Object.fromEntries(fields.map(([field, value]) => [field.name, readValue(field, value)]))
  refuseReadOnly(
    fields.map(([field]) => field),
    current ? 'updateable' : 'createable',
  )
  const complete = current ? values : { ...defaultsOf(org, object), ...values }
  const problems = [
    ...missingFields(object, complete, current),
    ...fields.flatMap(([field]) => valueProblem(field, values[field.name] ?? null) ?? []),
  ]
  if (problems.length > 0) throw new ApiError(400, problems)
  const stored = withLongIds(object, complete)
  checkReferences(org, object, stored, current)
  return stored
}

function knownFields(org: Org, object: ObjectDefinition, sent: SentRecord): [FieldDefinition, unknown][] {
  return Object.entries(sent)
    .filter(([name]) => name !== 'attributes')
    .map(([name, value]) => {
      const field = org.catalogue.field(object, name)
      if (!field) {
        throw apiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`)
      }
      return [field, value]
    })
}

function refuseReadOnly(fields: readonly FieldDefinition[], permission: 'createable' | 'updateable'): void {
  const refused = fields.filter((field) => !field[permission]).map(({ name }) => name)
  if (refused.length === 0) return
  throw apiError(
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings of this field and ` +
      'verify that it is read/write for your profile or permission set.',
    refused,
  )
}

function defaultsOf(org: Org, object: ObjectDefinition): FieldValues {
  const defaults = object.fields
    .filter((field) => field.defaultValue !== null && !field.isDerived)
    .map((field) => [field.name, field.defaultValue] as const)
  const owner = org.catalogue.field(object, 'OwnerId') ? { OwnerId: org.runningUserId } : {}
  return { ...Object.fromEntries(defaults), ...owner }
}

function missingFields(object: ObjectDefinition, values: FieldValues, current?: FieldValues): Problem[] {
  const missing = object.fields
    .filter(({ required, name }) => required && ({ ...current, ...values }[name] ?? null) === null)
    .map(({ name }) => name)
  if (missing.length === 0) return []
  const message = `Required fields are missing: [${missing.join(', ')}]`
  return [{ code: 'REQUIRED_FIELD_MISSING', message, fields: missing }]
}

function withLongIds(object: ObjectDefinition, values: FieldValues): FieldValues {
  const ids = object.fields
    .filter(({ type }) => type === 'reference')
    .flatMap(({ name }) => {
      const id = values[name]
      return typeof id === 'string' ? [[name, normalizeId(id) ?? id] as const] : []
    })
  return { ...values, ...Object.fromEntries(ids) }
}

function checkReferences(
  org: Org,
  object: ObjectDefinition,
  values: FieldValues,
  current: FieldValues = {},
): void {
  for (const field of object.fields) {
    const id = values[field.name]
    if (field.type !== 'reference' || typeof id !== 'string' || id === current[field.name]) continue
    const target = org.catalogue.objectOfId(id)
    if (!target || !field.referenceTo.includes(target.name)) {
      const message = `${field.label}: id value of incorrect type: ${id}`
      throw apiError(400, 'FIELD_INTEGRITY_EXCEPTION', message, [field.name])
    }
    const record = org.records.find(id)
    if (!record) throw apiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
    if (field.name === 'OwnerId') refuseInactiveOwner(object, record)
    if (isDeleted(record)) throw apiError(400, 'ENTITY_IS_DELETED', 'entity is deleted', [])
  }
  refuseLeadWithAccount(org, { ...current, ...values })
}

function refuseInactiveOwner(object: ObjectDefinition, owner: StoredRecord): void {
  if (owner.object !== 'User' || owner.values['IsActive'] === true) return
  const message = `operation performed with inactive user [${owner.id.slice(0, 15)}] as owner of ${object.name.toLowerCase()}`
  throw apiError(400, 'INACTIVE_OWNER_OR_USER', message, [])
}

/** A Task of a lead cannot be related to another record. */
function refuseLeadWithAccount(org: Org, values: FieldValues): void {
  const who = values['WhoId']
  const what = values['WhatId']
  if (typeof who !== 'string' || typeof what !== 'string') return
  if (org.catalogue.objectOfId(who)?.name !== 'Lead') return
  throw apiError(
    400,
    'FIELD_INTEGRITY_EXCEPTION',
    'field integrity exception: WhatId (a lead stands alone)',
    ['WhatId'],
  )
}
