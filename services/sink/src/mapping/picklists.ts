import type { FieldDescription } from '@calltrail/runtime'
import type { FieldMapping } from './mapping.ts'
import type { Obstacle } from './obstacles.ts'
import type { TargetObject } from './target-object.ts'
import type { Value } from './variables.ts'

export interface PicklistFit {
  /** The value that this org takes for one that is mapped; null when the field is to be left out for it, or always. */
  readonly choose: ((value: Value) => Value | null) | null
  readonly obstacles: readonly Obstacle[]
}

/** Leaves fields alone that are no picklists. */
export function fitPicklist(
  described: FieldDescription,
  mapping: FieldMapping,
  target: TargetObject,
): PicklistFit {
  if (described.type !== 'picklist') return { choose: (value) => value, obstacles: [] }
  const active = described.picklistValues.filter((value) => value.active).map(({ value }) => value)
  return mapping.closedStatus && target.taskStatuses.length > 0
    ? fitClosedStatus(mapping, target)
    : fitValues(described, mapping, active)
}

/** A Task that is not closed is a thing to do, and stands among them. */
function fitClosedStatus({ source, fallback }: FieldMapping, { taskStatuses }: TargetObject): PicklistFit {
  const closed = taskStatuses.filter(({ isClosed }) => isClosed).map(({ value }) => value)
  const [first] = closed
  if (first === undefined) {
    const wanted = source.constants?.join(', ') ?? 'a closed status'
    const message = `has no closed value, so Tasks are created open. Add ${wanted} as a closed status in Setup, Task Status.`
    return { choose: null, obstacles: [{ problem: 'picklist-value', message }] }
  }
  const allowed = new Set(closed)
  return { choose: (value) => choice(value, allowed, fallback) ?? first, obstacles: [] }
}

/** Salesforce takes any value for a picklist that is not restricted. */
function fitValues(
  { restrictedPicklist }: FieldDescription,
  { source, fallback, closedStatus }: FieldMapping,
  active: readonly string[],
): PicklistFit {
  const allowed = new Set(active)
  const isStrict = restrictedPicklist || closedStatus
  const choose = (value: Value) => choice(value, allowed, fallback) ?? (isStrict ? null : value)
  const refused = (source.constants ?? []).filter((value) => choose(value) === null)
  if (refused.length === 0) return { choose, obstacles: [] }
  const message =
    `has no value ${refused.join(', ')}, and is left out where the mapping gives it. Add the value to the picklist, or name one of ` +
    `its values (${active.join(', ') || 'it has none'}) in the mapping file.`
  const isNeverTaken = refused.length === source.constants?.length
  return { choose: isNeverTaken ? null : choose, obstacles: [{ problem: 'picklist-value', message }] }
}

function choice(value: Value, allowed: ReadonlySet<string>, fallback: readonly string[]): string | null {
  return [String(value), ...fallback].find((candidate) => allowed.has(candidate)) ?? null
}
