import type { CallEnriched } from '@calltrail/schemas'

/** A Salesforce contact as it stands in the enriched event. */
export type Contact = NonNullable<CallEnriched['contact']>

/** A Salesforce lead as it stands in the enriched event. */
export type Lead = NonNullable<CallEnriched['lead']>

/** A contact, or lead, that has the customer's number, with what a choice between several goes by. */
export interface Candidate<Person = Contact> {
  readonly person: Person
  /** Day of the last activity, YYYY-MM-DD; null when there was none. */
  readonly lastActivityDate: string | null
  /** ISO-8601 in UTC. */
  readonly createdDate: string
}

/**
 * Who has a number, and of how many they were chosen.
 * - `contact`: the only one, or the one that the policy chooses of several.
 * - `account`: several contacts of one account, of whom the policy chooses none.
 * - `ambiguous`: several contacts, of whom the policy chooses none.
 * - `lead`: no contact has the number, and leads are matched too.
 */
export type PhoneMatch =
  | { readonly kind: 'contact'; readonly contact: Contact; readonly candidates: number }
  | { readonly kind: 'account'; readonly accountId: string; readonly candidates: number }
  | { readonly kind: 'ambiguous'; readonly candidates: number }
  | { readonly kind: 'lead'; readonly lead: Lead; readonly candidates: number }
