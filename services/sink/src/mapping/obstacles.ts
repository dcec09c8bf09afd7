/** What there is to say against a field of the org. */
import type { FieldDescription } from '@calltrail/runtime'
import { fieldTypeOf } from './field-values.ts'
import type { TextLimits } from './field-values.ts'
import type { MappingProblem } from './fitted-mapping.ts'
import type { FieldMapping } from './mapping.ts'
import * as remedies from './remedies.ts'
import { accessTo, isEventId } from './target-object.ts'
import type { TargetObject } from './target-object.ts'

export interface Obstacle {
  readonly problem: MappingProblem
  readonly message: string
  /** The field can be written all the same. */
  readonly isSurmountable?: boolean
  /** Decides instead of whether the mapping requires the field. */
  readonly blocking?: boolean
}

/** What the ids of a conversation and of its participant take, with a colon between. */
const eventIdLength = 73

export function missing({ field }: FieldMapping, { object }: TargetObject): Obstacle {
  const spelling = [...object.fields.keys()].find((name) => name.toLowerCase() === field.toLowerCase())
  return { problem: 'missing', message: remedies.missing(field, spelling) }
}

export function obstaclesTo(
  described: FieldDescription,
  mapping: FieldMapping,
  target: TargetObject,
  limits: TextLimits,
): Obstacle[] {
  return [
    ...ofAccess(described, mapping, target),
    ...ofIdentity(described, mapping, target),
    ...ofType(described, mapping, limits),
    ...ofLength(mapping, target, limits),
  ]
}

function ofAccess(described: FieldDescription, mapping: FieldMapping, target: TargetObject): Obstacle[] {
  const { create, update } = accessTo(described, mapping, target)
  if (!create && (!update || isEventId(mapping, target))) {
    return [{ problem: 'read-only', message: remedies.readOnly(target.name, mapping.field) }]
  }
  if (!create) {
    const message = 'cannot be set when a record is created; it is set by the first update.'
    return [{ problem: 'not-createable', message, isSurmountable: true }]
  }
  if (update || mapping.createOnly) return []
  const message =
    'cannot be changed: it keeps what it was created with. Set createOnly in the mapping file if that is meant.'
  return [{ problem: 'not-updateable', message, isSurmountable: true }]
}

function ofIdentity(described: FieldDescription, mapping: FieldMapping, target: TargetObject): Obstacle[] {
  if (!isEventId(mapping, target) || (described.externalId && described.unique)) return []
  const message = 'must be a unique external id, case-sensitive. Deploy infra/salesforce.'
  return [{ problem: 'not-unique-external-id', message }]
}

function ofType(described: FieldDescription, { source }: FieldMapping, limits: TextLimits): Obstacle[] {
  const type = fieldTypeOf(described)
  if (type === null || ![...source.kinds].some((kind) => type.holds.includes(kind))) {
    const kinds = [...source.kinds].join(' or ')
    const message = `is of type ${described.type}, which cannot hold a ${kinds}. Map it to another field.`
    return [{ problem: 'wrong-type', message }]
  }
  if (source.constants?.every((value) => type.convert(value, limits, 'UTC') !== null) ?? true) return []
  const message = `is of type ${described.type} and cannot hold every value that the mapping gives it. Correct the mapping file.`
  return [{ problem: 'wrong-type', message }]
}

function ofLength(mapping: FieldMapping, target: TargetObject, { length, whole }: TextLimits): Obstacle[] {
  const { maxLength } = mapping
  if (maxLength === null || length >= maxLength) return []
  const message =
    `holds ${length} characters where the mapping has ${maxLength}: longer values are ${whole ? 'left out' : 'cut'}. ` +
    `Make the field longer, or set maxLength to ${length} in the mapping file.`
  const blocking = isEventId(mapping, target) && length < eventIdLength
  return [{ problem: 'too-short', message, isSurmountable: true, blocking }]
}
