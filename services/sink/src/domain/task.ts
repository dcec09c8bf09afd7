import type { SalesforceRecord } from '@calltrail/runtime'
import type { CallEnriched } from '@calltrail/schemas'

/** A Task to be written: Salesforce field names to values. */
export type Task = SalesforceRecord & { readonly Calltrail_Event_Id__c: string }

/** What a Task is made of. */
export interface LoggedCall {
  readonly call: CallEnriched
  /** Whom the call was with, for the subject. */
  readonly name: string
  readonly contactId: string | null
  readonly leadId: string | null
  readonly accountId: string | null
  /** The Salesforce user whom the Task belongs to; null leaves it to Salesforce, which takes the integration user. */
  readonly ownerId: string | null
  /** The org's time zone. */
  readonly timeZone: string
}
