import type { Salesforce, SaveResult } from '@calltrail/runtime'
import { LRUCache } from 'lru-cache'
import type { TaskResult } from '../domain/outcome.ts'
import type { LoggedCall } from '../domain/task.ts'
import { externalIdField, revisionField } from '../mapping/index.ts'
import type { ActivityLog, MayWrite } from '../ports/activity-log.ts'
import type { Warnings } from '../ports/warnings.ts'
import { laterIfChanged, tellsOfChange } from './org-changes.ts'
import { RefusedFields } from './refused-fields.ts'
import { replaced } from './replaced.ts'
import type { FittedOrg, SalesforceOrg } from './salesforce-org.ts'
import { taskAttempts } from './task-attempt.ts'
import type { DroppedField, TaskAttempt } from './task-attempt.ts'
import { tasksByEvent } from './tasks-by-event.ts'
import { createTasks, isUnchangeable, settleUnchangeable } from './unchangeable-tasks.ts'
import type { TaskSave, Verb } from './unchangeable-tasks.ts'

/** Salesforce names what is wrong with a record step by step: unknown fields, read-only ones, values. */
const mostAttempts = 4

/** What comes to be known of a call later comes within hours. */
const rememberTaskForMs = 7_200_000

/** Tasks by upsert on their external id, so that any number of repetitions leaves one. */
export function salesforceTasks(
  salesforce: Salesforce,
  org: SalesforceOrg,
  defaultOwnerId: string | null,
  log: Warnings,
): Pick<ActivityLog, 'writeTasks' | 'storedRevisions'> {
  const refusals = new RefusedFields()
  const warned = new Set<string>()
  const written = new LRUCache<string, true>({ max: 100_000, ttl: rememberTaskForMs })

  return {
    async writeTasks(calls, mayWrite) {
      if (calls.length === 0) return []
      return org.with(async (fitted) => {
        const results = await write(fitted, calls, mayWrite)
        const settled = await replaced(results, tellsOfChange, async (indices) => {
          const changed = await org.changedSince(fitted)
          const again = indices.map((index) => calls[index]!)
          return changed ? write(changed, again, mayWrite) : indices.map((index) => results[index]!)
        })
        return settled.map(laterIfChanged)
      })
    },

    async storedRevisions(eventIds) {
      if (eventIds.length === 0) return new Map()
      return org.with(async ({ mapping }) => {
        if (!mapping.hasRevisionField) return new Map()
        const rows = await tasksByEvent<{ readonly [revisionField]: number | null }>(salesforce, eventIds, [
          revisionField,
        ])
        for (const eventId of rows.keys()) written.set(eventId, true)
        return new Map([...rows].map(([eventId, row]) => [eventId, row[revisionField] ?? 0]))
      })
    },
  }

  /** What is written at creation only must not be written to a Task that another process has created. */
  async function recall({ mapping }: FittedOrg, calls: readonly LoggedCall[]): Promise<void> {
    if (!mapping.keepsFields) return
    const unknown = calls.map(({ call }) => call.eventId).filter((eventId) => !written.has(eventId))
    const there = await tasksByEvent(salesforce, unknown, [])
    for (const eventId of there.keys()) written.set(eventId, true)
  }

  async function write(
    fitted: FittedOrg,
    calls: readonly LoggedCall[],
    mayWrite: MayWrite,
  ): Promise<readonly TaskResult[]> {
    const verb = fitted.task.updateable ? 'upsert' : 'create'
    const plans = taskAttempts(fitted, defaultOwnerId)
    await recall(fitted, calls)
    let attempts = calls.map((call) => plans.first(call, written.has(call.call.eventId), refusals))
    let results: readonly TaskSave[] = await send(verb, attempts, mayWrite)
    for (let count = 1; count < mostAttempts; count += 1) {
      const next = attempts.map((attempt, index) => plans.next(attempt, results[index]!))
      attempts = attempts.map((attempt, index) => next[index] ?? attempt)
      results = await replaced(
        results,
        (_, index) => next[index] !== undefined,
        (indices) =>
          send(
            verb,
            indices.map((index) => attempts[index]!),
            mayWrite,
          ),
      )
    }
    results = await replaced(
      results,
      (result) => isUnchangeable(result, verb),
      (indices) => {
        const refused = indices.map((index) => ({ task: attempts[index]!.task, result: results[index]! }))
        return settleUnchangeable(salesforce, refused, { verb, mayWrite })
      },
    )
    return attempts.map((attempt, index) => settle(plans, attempt, results[index]!))
  }

  function send(verb: Verb, attempts: readonly TaskAttempt[], mayWrite: MayWrite): Promise<SaveResult[]> {
    const tasks = attempts.map(({ task }) => task)
    return verb === 'upsert'
      ? salesforce.upsert('Task', externalIdField, tasks, { mayWrite })
      : createTasks(salesforce, tasks, mayWrite)
  }

  function settle(
    plans: ReturnType<typeof taskAttempts>,
    attempt: TaskAttempt,
    result: TaskSave,
  ): TaskResult {
    if (!result.success) return result
    written.set(attempt.logged.call.eventId, true)
    const { id, created, notUpdated } = result
    if (notUpdated) {
      const { eventId } = attempt.logged.call
      log.warn({ eventId, taskId: id, code: notUpdated.code }, 'a Task could not be brought up to date')
      return { success: true, id, created, ownerId: null, omittedFields: [], notUpdated }
    }
    learnFrom(attempt, plans.lessonsOf(attempt))
    const ownerId = attempt.task['OwnerId']
    return {
      success: true,
      id,
      created,
      ownerId: typeof ownerId === 'string' ? ownerId : null,
      omittedFields: plans.omittedFrom(attempt, created),
      notUpdated: null,
    }
  }

  function learnFrom({ task }: TaskAttempt, lessons: readonly DroppedField[]): void {
    refusals.taken(task)
    for (const { field, value, refusal } of lessons) {
      refusals.refused(field, value)
      if (warned.has(field)) continue
      warned.add(field)
      log.warn({ field, err: refusal }, 'the org refuses a field: Tasks are written without it')
    }
  }
}
