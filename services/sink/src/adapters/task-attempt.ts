import type { PipelineError, SaveResult } from '@calltrail/runtime'
import type { LoggedCall, Task } from '../domain/task.ts'
import type { MappingProblem } from '../mapping/index.ts'
import type { RefusedFields } from './refused-fields.ts'
import type { FittedOrg } from './salesforce-org.ts'

/** A Task as it is sent, with what was left out of it because the org refused it. */
export interface TaskAttempt {
  readonly logged: LoggedCall
  readonly isUpdate: boolean
  readonly task: Task
  readonly dropped: readonly DroppedField[]
}

export interface DroppedField {
  readonly field: string
  readonly value: unknown
  /** What the org said; null when it was not asked again. */
  readonly refusal: PipelineError | null
}

const ownerField = 'OwnerId'

/** These depend on the whole record: the same value may be right in the next. */
const rulesOverRecords = /\b(FIELD_CUSTOM_VALIDATION_EXCEPTION|FIELD_FILTER_VALIDATION_EXCEPTION)\b/
/** Salesforce does not say which of the ids it minds. The owner's is the only one that can be done without. */
const aboutSomeId =
  /^(INVALID_CROSS_REFERENCE_KEY|INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY|TRANSFER_REQUIRES_READ)$/

/** Plans how Tasks are sent to an org, and what is tried when it refuses one. */
export function taskAttempts({ mapping, task: described }: FittedOrg, defaultOwnerId: string | null) {
  function attempt(logged: LoggedCall, isUpdate: boolean, dropped: readonly DroppedField[]): TaskAttempt {
    const others = dropped.filter(({ field }) => field !== ownerField)
    const omit = new Set(others.map(({ field }) => field))
    const refusedOwners = new Set(
      dropped.filter(({ field }) => field === ownerField).map(({ value }) => value),
    )
    const next = { ...logged, ownerId: ownerAfter(logged.ownerId, refusedOwners) }
    const task = mapping.taskOf(next, { isUpdate, omit })
    if (!refusedOwners.has(task[ownerField])) return { logged, isUpdate, dropped, task }
    // The mapping has an owner of its own.
    const ownerless = mapping.taskOf(next, { isUpdate, omit: omit.add(ownerField) })
    return { logged, isUpdate, dropped, task: ownerless }
  }

  /** After one was refused the default owner is next, and then whom Salesforce takes. */
  function ownerAfter(ownerId: string | null, refused: ReadonlySet<unknown>): string | null {
    if (ownerId === null) return null
    return [ownerId, defaultOwnerId].find((id) => id !== null && !refused.has(id)) ?? null
  }

  return {
    /**
     * The first attempt, without what the org is known to refuse. A Task that is there keeps its owner, unless the agent's user is known.
     */
    first(call: LoggedCall, isUpdate: boolean, refusals: RefusedFields): TaskAttempt {
      const keepsOwner = isUpdate && call.ownerId === defaultOwnerId
      const full = attempt(keepsOwner ? { ...call, ownerId: null } : call, isUpdate, [])
      const refused = refusals.of(full.task)
      if (refused.length === 0) return full
      const less = without(full, refused, null)
      // The default owner, who is next, may have been refused as well.
      const refusedToo = refusals.of(less.task)
      return refusedToo.length === 0 ? less : without(less, refusedToo, null)
    },

    /** The attempt after this result; undefined when there is none: it is written, or cannot do without what the org refused. */
    next(refused: TaskAttempt, result: SaveResult): TaskAttempt | undefined {
      if (result.success || result.error.disposition !== 'park') return undefined
      const { error, fields: named = [] } = result
      const mayBeTheOwner = error.code === 'SALESFORCE_OWNER_INACTIVE' || aboutSomeId.test(error.message)
      const fields = mayBeTheOwner ? [ownerField] : [...new Set(named)]
      const canGo = fields.every((field) => field in refused.task && !mapping.requiredFields.has(field))
      return fields.length > 0 && canGo ? without(refused, fields, error) : undefined
    },

    /** What of a Task that was written at last may be remembered for the next ones. */
    lessonsOf({ dropped }: TaskAttempt): DroppedField[] {
      return dropped.filter(
        ({ field, refusal }) =>
          refusal !== null && !rulesOverRecords.test(refusal.message) && !isCreateOnly(field),
      )
    },

    /** All fields that the mapping has and the org did not take. What can only be set at creation was set then. */
    omittedFrom({ task, dropped }: TaskAttempt, created: boolean): string[] {
      const byFitting = mapping.findings.flatMap(({ object, field, problem }) =>
        object === 'Task' && field !== null && leavesOut.has(problem) ? [field] : [],
      )
      return [...new Set([...byFitting, ...dropped.map(({ field }) => field)])]
        .filter((field) => !(field in task) && (created || !isCreateOnly(field)))
        .toSorted()
    },
  }

  function without(refused: TaskAttempt, fields: readonly string[], refusal: PipelineError | null) {
    const more = fields.map((field) => ({ field, value: refused.task[field], refusal }))
    return attempt(refused.logged, refused.isUpdate, [...refused.dropped, ...more])
  }

  function isCreateOnly(field: string): boolean {
    // An object that cannot be changed at all says so of each field.
    return described.updateable && described.fields.get(field)?.updateable === false
  }
}

const leavesOut: ReadonlySet<MappingProblem> = new Set<MappingProblem>([
  'missing',
  'read-only',
  'not-createable',
  'picklist-value',
  'wrong-type',
])
