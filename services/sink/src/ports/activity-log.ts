import type { SaveResult } from '@calltrail/runtime'
import type { ContactCall } from '../domain/last-call.ts'
import type { TaskResult } from '../domain/outcome.ts'
import type { LoggedCall } from '../domain/task.ts'

/** Called when something is about to be written, which may be a little later. What it throws ends the write. */
export type MayWrite = () => void

/**
 * Where calls are written for people to see. Each method may be repeated with the same arguments without harm, gives one result per
 * item in order, and throws a PipelineError when the request as a whole fails.
 */
export interface ActivityLog {
  /**
   * Creates the Task of each event id, or updates the one that is there, as far as the org takes it: what it refuses and can do without
   * is left out, and a Task that must not be changed counts as written. An event id must not stand twice in `calls`.
   */
  writeTasks(calls: readonly LoggedCall[], mayWrite: MayWrite): Promise<readonly TaskResult[]>
  /**
   * The revision of each event that its Task holds. Left out are events without a Task, and all of them when the org does not keep
   * revisions.
   */
  storedRevisions(eventIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /**
   * Whether each call would tell its contact something new: it ended later than what the contact holds, or at the same second and
   * differs. Writes nothing, so it may be asked before it is known whether the call can be logged.
   */
  areNews(calls: readonly ContactCall[]): Promise<readonly boolean[]>
  /** Writes each contact's last call. A contact must not stand twice in `calls`. Null where the org keeps nothing of it. */
  writeLastCalls(calls: readonly ContactCall[], mayWrite: MayWrite): Promise<readonly (SaveResult | null)[]>
  /**
   * The id of the contact that stands for each phone number (E.164): one that has been given the number, or else one that is created,
   * once, however many ask for it at a time. A number must not stand twice in `phones`.
   */
  contactsForStrangers(phones: readonly string[], mayWrite: MayWrite): Promise<readonly SaveResult[]>
}
