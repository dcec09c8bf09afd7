import type { FieldDescription } from '@calltrail/runtime'
import { fieldTypeOf } from './field-values.ts'
import type { TextLimits } from './field-values.ts'
import type { MappingFinding } from './fitted-mapping.ts'
import type { FieldMapping } from './mapping.ts'
import { missing, obstaclesTo } from './obstacles.ts'
import type { Obstacle } from './obstacles.ts'
import { externalIdField } from './own-fields.ts'
import { fitPicklist } from './picklists.ts'
import { finding } from './remedies.ts'
import { accessTo } from './target-object.ts'
import type { Access, TargetObject } from './target-object.ts'
import type { Value, Variables } from './variables.ts'

/** One field as the org takes it. */
export interface FittedField {
  readonly field: string
  readonly type: string
  readonly access: Access
  /** Null when there is nothing to write. */
  valueOf(variables: Variables, timeZone: string): Value | null
}

export interface Fit {
  /** Null when the field is left out. */
  readonly field: FittedField | null
  readonly findings: readonly MappingFinding[]
}

export function fitField(mapping: FieldMapping, target: TargetObject): Fit {
  const { field: name, source, required } = mapping
  const findingOf = ({ problem, message, blocking = required }: Obstacle) =>
    finding(target.name, name, problem, blocking, message)
  const leftOut = (obstacle: Obstacle): Fit => ({ field: null, findings: [findingOf(obstacle)] })

  const described = target.object.fields.get(name)
  if (!described) return leftOut(missing(mapping, target))
  const limits = limitsOf(described, mapping)
  const type = fieldTypeOf(described)
  const obstacles = obstaclesTo(described, mapping, target, limits)
  const insurmountable = obstacles.find(({ isSurmountable }) => !isSurmountable)
  if (insurmountable) return leftOut(insurmountable)

  const picklist = fitPicklist(described, mapping, target)
  const { choose } = picklist
  const findings = [...obstacles, ...picklist.obstacles].map(findingOf)
  if (choose === null) return { field: null, findings }
  return {
    findings,
    field: {
      field: name,
      type: described.type,
      access: accessTo(described, mapping, target),
      valueOf(variables, timeZone) {
        const value = source.read(variables, limits.length)
        const converted = value === null ? null : type!.convert(value, limits, timeZone)
        return converted === null ? null : choose(converted)
      },
    },
  }
}

/** The external id is never cut: it would be another call's. */
function limitsOf({ length }: FieldDescription, { field, maxLength, whole }: FieldMapping): TextLimits {
  const most = length > 0 ? length : Number.POSITIVE_INFINITY
  return { length: Math.min(most, maxLength ?? most), whole: whole || field === externalIdField }
}
