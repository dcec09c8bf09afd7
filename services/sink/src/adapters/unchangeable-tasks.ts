import { PipelineError } from '@calltrail/runtime'
import type { ErrorCode, Salesforce, SaveResult } from '@calltrail/runtime'
import type { Task } from '../domain/task.ts'
import { externalIdField } from '../mapping/index.ts'
import type { MayWrite } from '../ports/activity-log.ts'
import { tasksByEvent } from './tasks-by-event.ts'

/** What became of a Task that was sent; `notUpdated` says why one that is there was left as it is. */
export type TaskSave = SaveResult & { readonly notUpdated?: PipelineError }

/** How Tasks are sent: whoever may create them and not change them cannot upsert them either. */
export type Verb = 'upsert' | 'create'

/** What Salesforce says when the Task may be there already, and the integration user may not change it. */
const codes: Readonly<Record<Verb, readonly ErrorCode[]>> = {
  // DUPLICATE_VALUE is two upserts that met, which the retry settles.
  upsert: ['SALESFORCE_ACCESS_DENIED', 'SALESFORCE_OWNER_INACTIVE'],
  create: ['SALESFORCE_DUPLICATE_VALUE'],
}

export function isUnchangeable(result: SaveResult, verb: Verb): boolean {
  return !result.success && codes[verb].includes(result.error.code)
}

export async function createTasks(
  salesforce: Salesforce,
  tasks: readonly Task[],
  mayWrite: MayWrite,
): Promise<SaveResult[]> {
  if (tasks.length === 0) return []
  const results = await salesforce.create('Task', tasks, { mayWrite })
  // Salesforce says `created` of upserts only.
  return results.map((result) => (result.success ? { ...result, created: true } : result))
}

/** A Task that was refused as {@link isUnchangeable}, and how. */
export interface RefusedTask {
  readonly task: Task
  readonly result: TaskSave
}

/**
 * A call whose Task is there is logged, also when the Task may not be brought up to date. One that is not there may still be created,
 * by a user who may create and not upsert.
 */
export async function settleUnchangeable(
  salesforce: Salesforce,
  refused: readonly RefusedTask[],
  { verb, mayWrite }: { readonly verb: Verb; readonly mayWrite: MayWrite },
): Promise<readonly TaskSave[]> {
  const there = await tasksByEvent<{ readonly Id: string }>(
    salesforce,
    refused.map(({ task }) => task[externalIdField]),
    ['Id'],
  )
  const missing =
    verb === 'create'
      ? []
      : refused.map(({ task }) => task).filter((task) => !there.has(task[externalIdField]))
  const results = await createTasks(salesforce, missing, mayWrite)
  const created = new Map(missing.map((task, index) => [task, results[index]!]))
  return refused.map(({ task, result }) => {
    const id = there.get(task[externalIdField])?.Id
    if (id === undefined) return created.get(task) ?? result
    return { success: true, id, created: false, notUpdated: reasonOf(result) }
  })
}

/** That a creation met the Task which is there is the consequence of a missing right, and no failure of its own. */
function reasonOf(result: TaskSave): PipelineError {
  if (!result.success && result.error.code !== 'SALESFORCE_DUPLICATE_VALUE') return result.error
  return new PipelineError('SALESFORCE_ACCESS_DENIED', 'the integration user may not change Tasks')
}
