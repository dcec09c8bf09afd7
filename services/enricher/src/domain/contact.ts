import type { CallEnriched } from '@calltrail/schemas'

/** A Salesforce contact as it stands in the enriched event. */
export type Contact = NonNullable<CallEnriched['contact']>

/** A contact that has the customer's number, with what a choice between several goes by. */
export interface Candidate {
  readonly contact: Contact
  /** Day of the last activity, YYYY-MM-DD; null when there was none. */
  readonly lastActivityDate: string | null
  /** ISO-8601 in UTC. */
  readonly createdDate: string
}

/** The contact chosen for a number, and of how many. */
export interface PhoneMatch {
  readonly contact: Contact
  readonly candidates: number
}
