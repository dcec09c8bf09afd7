import { failed } from '@calltrail/runtime'
import type { Outcome, PipelineError, SaveResult } from '@calltrail/runtime'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import type { LoggedCall } from './task.ts'
import type { SkipReason } from './target.ts'

/** What became of a call's Task. */
export type TaskResult =
  | {
      readonly success: true
      readonly id: string
      readonly created: boolean
      /** The user it was given to; null when that was left to the org. */
      readonly ownerId: string | null
      /** Fields that the org did not take, so that the Task was written without them. */
      readonly omittedFields: readonly string[]
      /** Why the Task, which was there already, was left as it is; null when it was written. */
      readonly notUpdated: PipelineError | null
    }
  | { readonly success: false; readonly error: PipelineError }

/** @param skippedAt epoch milliseconds */
export function skipped(call: CallEnriched, reason: SkipReason, skippedAt: number): Outcome<CallLogged> {
  return { kind: 'emit', event: { ...base(call, skippedAt), result: 'SKIPPED', skipReason: reason } }
}

/**
 * What the writes of a call's Task and of its contact's last call come to. A contact that may never be written does not undo the Task:
 * the call counts as logged, and says so.
 * @param contact null when there was nothing to write to the contact
 * @param loggedAt epoch milliseconds
 * @throws {PipelineError} an outage that Salesforce told of a single record: it is about the whole batch
 */
export function logged(
  { call, contactId, leadId, accountId }: LoggedCall,
  task: TaskResult,
  contact: SaveResult | null,
  loggedAt: number,
): Outcome<CallLogged> {
  if (!task.success) return failed(task.error)
  const contactError = contact === null || contact.success ? null : contact.error
  if (contactError !== null && contactError.disposition !== 'park') return failed(contactError)
  return {
    kind: 'emit',
    event: {
      ...base(call, loggedAt),
      result: task.created ? 'CREATED' : 'UPDATED',
      taskId: task.id,
      contactId,
      leadId,
      accountId,
      ownerId: task.ownerId,
      omittedFields: [...task.omittedFields],
      taskError: task.notUpdated?.code ?? null,
      contactError: contactError?.code ?? null,
    },
  }
}

function base(call: CallEnriched, loggedAt: number): CallLogged {
  const { eventId, conversationId, endedAt, receivedAt } = call
  return {
    eventId,
    conversationId,
    result: 'UNKNOWN',
    skipReason: null,
    taskId: null,
    contactId: null,
    accountId: null,
    leadId: null,
    ownerId: null,
    omittedFields: [],
    taskError: null,
    contactError: null,
    endedAt,
    receivedAt,
    loggedAt,
  }
}
