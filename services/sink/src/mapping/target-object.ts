import type { FieldDescription, ObjectDescription } from '@calltrail/runtime'
import type { MappingFinding, TaskStatus } from './fitted-mapping.ts'
import type { FieldMapping } from './mapping.ts'
import { externalIdField } from './own-fields.ts'

/** The object whose fields are mapped, as the org has it. */
export interface TargetObject {
  readonly name: MappingFinding['object']
  readonly object: ObjectDescription
  readonly taskStatuses: readonly TaskStatus[]
}

/** When a field can be written. */
export interface Access {
  readonly create: boolean
  readonly update: boolean
}

export function isEventId({ field }: FieldMapping, { name }: TargetObject): boolean {
  return name === 'Task' && field === externalIdField
}

/** Contacts are only ever changed, and create-only fields never. */
export function accessTo(
  { createable, updateable }: FieldDescription,
  { createOnly }: FieldMapping,
  { name, object }: TargetObject,
): Access {
  if (name === 'Contact') return { create: updateable, update: updateable }
  // An object that cannot be changed says so of each of its fields.
  const update = updateable || (createable && !object.updateable)
  return { create: createable, update: update && !createOnly }
}
