import type { CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import type { CallFilters } from '../domain/filters.ts'
import type { OwnerPolicy } from '../domain/owner.ts'
import type { LoggedCall } from '../domain/task.ts'

/** For tests: a call of somebody who is no contact. */
export function strangersCall(changes: Partial<CallEnriched> = {}): CallEnriched {
  return enrichedCall({
    contact: null,
    accountId: null,
    contactMatch: 'NOT_FOUND',
    contactCandidates: 0,
    ...changes,
  })
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
    leadId: call.lead?.id ?? null,
    accountId: call.contact?.accountId ?? null,
    ownerId: null,
    timeZone: 'UTC',
    ...target,
  }
}

/** For tests: filters that let every call of a customer pass. */
export const noFilters: CallFilters = {
  logInternalCalls: false,
  minCallSeconds: 0,
  skipDirections: [],
  skipQueues: [],
  onlyQueues: [],
}

/** For tests: the owner is left to Salesforce. */
export const noOwners: OwnerPolicy = { by: 'default', mapping: new Map(), defaultOwnerId: null }
