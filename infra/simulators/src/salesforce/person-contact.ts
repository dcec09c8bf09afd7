import { apiError } from './api-error.ts'
import { personContactOf } from './derived-fields.ts'
import type { FieldDefinition, ObjectDefinition } from './objects/field.ts'
import type { Org } from './org.ts'
import type { FieldValues, StoredRecord } from './records.ts'

/** Those of the fields with a value that an account has only when it is a person. */
export function personFieldsIn(object: ObjectDefinition, values: FieldValues): FieldDefinition[] {
  return object.fields.filter(
    ({ name, ofPersonContact }) => ofPersonContact !== null && (values[name] ?? null) !== null,
  )
}

/**
 * Writes those of an account's values that in truth are its person's contact's.
 * @returns the values that are the account's own
 * @throws ApiError when the account is no person
 */
export function writePersonFields(
  org: Org,
  object: ObjectDefinition,
  account: StoredRecord,
  values: FieldValues,
  modified: FieldValues,
): FieldValues {
  const fields = object.fields.filter(
    ({ name, ofPersonContact }) => ofPersonContact !== null && name in values,
  )
  if (fields.length === 0) return values
  const names = fields.map(({ name }) => name)
  const contact = personContactOf(org, account)
  const contactObject = org.catalogue.definition('Contact')
  if (!contact || !contactObject) {
    const message = `Account: bad field names on insert/update call: ${names.join(', ')}`
    throw apiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, names)
  }
  const ofContact = fields.map(
    ({ name, ofPersonContact }) => [ofPersonContact, values[name] ?? null] as const,
  )
  org.records.update(contactObject, contact, { ...Object.fromEntries(ofContact), ...modified })
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}
