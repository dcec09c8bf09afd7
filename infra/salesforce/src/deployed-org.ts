/** The org that a deployment of this project leaves behind, as the integration user sees it. */
import type { FieldDescription, ObjectDescription } from '@calltrail/runtime'
import type { DeployedField, FieldPermission } from './metadata.ts'

/** Types of metadata by those that a describe tells, and the length of those whose length is given. */
const types: Readonly<Record<string, { readonly type: string; readonly length?: number }>> = {
  Text: { type: 'string' },
  TextArea: { type: 'textarea', length: 255 },
  Url: { type: 'url', length: 255 },
  Picklist: { type: 'picklist', length: 255 },
  Number: { type: 'double', length: 0 },
  Checkbox: { type: 'boolean', length: 0 },
  DateTime: { type: 'datetime', length: 0 },
}

/**
 * @param described the object with its standard fields
 * @param permissions what the integration user may do with the fields of the object
 */
export function deployedObject(
  described: ObjectDescription,
  fields: ReadonlyMap<string, DeployedField>,
  permissions: readonly FieldPermission[],
): ObjectDescription {
  const own = (name: string) => permissions.find(({ field }) => field === `${described.name}.${name}`)
  const standard = [...described.fields].filter(([name]) => !name.endsWith('__c'))
  const custom = [...fields.values()]
    .filter(({ fullName }) => own(fullName)?.readable)
    .map((field) => [field.fullName, describe(field, own(field.fullName)!.editable)] as const)
  return { ...described, fields: new Map([...standard, ...custom]) }
}

/** @throws {Error} for a type that Activity has not, or that this project has had no use for */
export function describe(field: DeployedField, isEditable: boolean): FieldDescription {
  const known = types[field.type]
  if (!known) throw new Error(`${field.fullName} is of type ${field.type}`)
  const values = field.valueSet?.valueSetDefinition.value ?? []
  return {
    name: field.fullName,
    label: field.label,
    type: known.type,
    length: known.length ?? field.length ?? 0,
    createable: isEditable,
    updateable: isEditable,
    nillable: field.type !== 'Checkbox',
    defaultedOnCreate: field.type === 'Checkbox',
    externalId: field.externalId ?? false,
    unique: field.unique ?? false,
    filterable: true,
    restrictedPicklist: field.valueSet?.restricted ?? false,
    picklistValues: values.map(({ fullName }) => ({ value: fullName, active: true, defaultValue: false })),
  }
}
