import type { CallEnriched } from '@calltrail/schemas'
import { filterReasons } from './filters.ts'

/** What to do with the call of somebody who is no contact. */
export type UnknownCallerPolicy = 'skip' | 'create-contact' | 'log-to-account'

/** Reasons that stand in calls.logged.v1. */
export const skipReasons = [
  ...filterReasons,
  'UNKNOWN_CALLER',
  'NO_CUSTOMER_NUMBER',
  'AMBIGUOUS_CONTACT',
  'SUPERSEDED',
] as const

export type SkipReason = (typeof skipReasons)[number]

/** What a call's Task stands on, or why there will be none. */
export type Target =
  | {
      readonly kind: 'contact'
      readonly name: string
      readonly contactId: string
      readonly accountId: string | null
    }
  /** Salesforce lets the Task of a lead be related to nothing else. */
  | { readonly kind: 'lead'; readonly name: string; readonly leadId: string }
  /** The contact has yet to be created; its last name is the number. */
  | { readonly kind: 'stranger'; readonly phone: string }
  | { readonly kind: 'account'; readonly accountId: string; readonly name: string }
  /** A call among colleagues, which is on nobody. */
  | { readonly kind: 'colleague'; readonly name: string }
  | { readonly kind: 'nobody'; readonly reason: SkipReason }

export interface UnknownCallers {
  readonly policy: UnknownCallerPolicy
  /** The account of `log-to-account`. */
  readonly accountId: string | null
}

/** Whom the Task of a call that passed the filters is for. */
export function targetOf(call: CallEnriched, unknown: UnknownCallers): Target {
  if (call.contact) {
    const { id, name, accountId } = call.contact
    return { kind: 'contact', name, contactId: id, accountId }
  }
  if (call.lead) return { kind: 'lead', name: call.lead.name, leadId: call.lead.id }
  if (call.contactMatch === 'INTERNAL') return { kind: 'colleague', name: 'a colleague' }
  const accountId = accountWithoutContact(call, unknown)
  if (accountId !== null) return { kind: 'account', accountId, name: call.customerPhone ?? 'unknown caller' }
  // One more contact with the number would make the choice no easier.
  if (call.contactMatch === 'AMBIGUOUS') return { kind: 'nobody', reason: 'AMBIGUOUS_CONTACT' }
  // Without a number there is nothing to know a new contact by.
  if (call.customerPhone === null) return { kind: 'nobody', reason: 'NO_CUSTOMER_NUMBER' }
  if (unknown.policy === 'create-contact') return { kind: 'stranger', phone: call.customerPhone }
  return { kind: 'nobody', reason: 'UNKNOWN_CALLER' }
}

/** The one that all contacts with the number share, when none of them was chosen; else that of all unknown callers. */
function accountWithoutContact(call: CallEnriched, { policy, accountId }: UnknownCallers): string | null {
  const shared = call.contactMatch === 'AMBIGUOUS' ? call.accountId : null
  return shared ?? (policy === 'log-to-account' ? accountId : null)
}
