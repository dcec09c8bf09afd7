import { failed } from '@calltrail/runtime'
import type { Outcome, SaveResult } from '@calltrail/runtime'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import type { LoggedCall } from './task.ts'
import type { SkipReason } from './target.ts'

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
  { call, contactId, accountId }: LoggedCall,
  task: SaveResult,
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
      accountId,
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
    contactError: null,
    endedAt,
    receivedAt,
    loggedAt,
  }
}
