import type { SaveResult } from '@calltrail/runtime'
import type { LastCall } from '../domain/last-call.ts'
import type { Task } from '../domain/task.ts'

/**
 * Where calls are written for people to see. Each method may be repeated with the same arguments without harm, gives one result per
 * item in order, and throws a PipelineError when the request as a whole fails.
 */
export interface ActivityLog {
  /** Creates the Task of each event id, or updates the one that is there. An event id must not stand twice in `tasks`. */
  writeTasks(tasks: readonly Task[]): Promise<readonly SaveResult[]>
  /**
   * The revision of each event that its Task holds. Left out are events without a Task, and all of them when the org does not keep
   * revisions.
   */
  storedRevisions(eventIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /**
   * Writes each contact's last call, unless a later one is there already. A contact must not stand twice in `calls`.
   * @param assertMayWrite called between reading and writing; what it throws ends the work before anything is written
   */
  writeLastCalls(
    calls: readonly LastCall[],
    assertMayWrite: () => void,
  ): Promise<readonly (SaveResult | null)[]>
  /** The id of the contact that stands for each phone number (E.164), created when there is none. */
  contactsForStrangers(phones: readonly string[]): Promise<readonly SaveResult[]>
}
