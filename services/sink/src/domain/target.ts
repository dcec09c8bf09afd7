import type { CallEnriched } from '@calltrail/schemas'

/** What to do with the call of somebody who is no contact. */
export type UnknownCallerPolicy = 'skip' | 'create-contact' | 'log-to-account'

/** Reasons that stand in calls.logged.v1. */
export type SkipReason = 'INTERNAL_CALL' | 'UNKNOWN_CALLER' | 'NO_CUSTOMER_NUMBER' | 'SUPERSEDED'

/** What a call's Task stands on, or why there will be none. */
export type Target =
  | {
      readonly kind: 'contact'
      readonly name: string
      readonly contactId: string
      readonly accountId: string | null
    }
  /** The contact has yet to be created; its last name is the number. */
  | { readonly kind: 'stranger'; readonly phone: string }
  | { readonly kind: 'account'; readonly accountId: string; readonly name: string }
  | { readonly kind: 'nobody'; readonly reason: SkipReason }

export interface UnknownCallers {
  readonly policy: UnknownCallerPolicy
  /** The account of `log-to-account`. */
  readonly accountId: string | null
}

export function targetOf(call: CallEnriched, unknown: UnknownCallers): Target {
  if (call.contact) {
    const { id, name, accountId } = call.contact
    return { kind: 'contact', name, contactId: id, accountId }
  }
  if (call.contactMatch === 'INTERNAL') return { kind: 'nobody', reason: 'INTERNAL_CALL' }
  if (unknown.policy === 'log-to-account' && unknown.accountId !== null) {
    return { kind: 'account', accountId: unknown.accountId, name: call.customerPhone ?? 'unknown caller' }
  }
  // Without a number there is nothing to know a new contact by.
  if (call.customerPhone === null) return { kind: 'nobody', reason: 'NO_CUSTOMER_NUMBER' }
  if (unknown.policy === 'create-contact') return { kind: 'stranger', phone: call.customerPhone }
  return { kind: 'nobody', reason: 'UNKNOWN_CALLER' }
}
