import type { CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import type { LoggedCall } from '../domain/task.ts'

/** For tests: a call of somebody who is no contact. */
export function strangersCall(changes: Partial<CallEnriched> = {}): CallEnriched {
  return enrichedCall({ contact: null, contactMatch: 'NOT_FOUND', contactCandidates: 0, ...changes })
}

/** For tests: a call and whom its Task is for. */
export function loggedCall(
  changes: Partial<CallEnriched> = {},
  target: Partial<Omit<LoggedCall, 'call'>> = {},
): LoggedCall {
  const call = enrichedCall(changes)
  return {
    call,
    name: call.contact?.name ?? 'unknown caller',
    contactId: call.contact?.id ?? null,
    accountId: call.contact?.accountId ?? null,
    timeZone: 'UTC',
    ...target,
  }
}
