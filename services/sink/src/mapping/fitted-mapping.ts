import type { ObjectDescription, SalesforceRecord } from '@calltrail/runtime'
import type { CallEnriched } from '@calltrail/schemas'
import type { LoggedCall, Task } from '../domain/task.ts'

/** What of an org a mapping is fitted to, as the integration user sees it. */
export interface OrgDescription {
  readonly task: ObjectDescription
  readonly contact: ObjectDescription
  /** The rows of TaskStatus; none when they could not be read. */
  readonly taskStatuses: readonly TaskStatus[]
}

export interface TaskStatus {
  readonly value: string
  readonly isClosed: boolean
  readonly isDefault: boolean
}

export type MappingProblem =
  | 'missing'
  | 'read-only'
  | 'not-createable'
  | 'not-updateable'
  | 'picklist-value'
  | 'wrong-type'
  | 'too-short'
  | 'not-unique-external-id'

/** What of the mapping this org does not take, and what to do about it. */
export interface MappingFinding {
  readonly object: 'Task' | 'Contact'
  /** Null when it is about the object itself. */
  readonly field: string | null
  readonly problem: MappingProblem
  /** Nothing can be logged until it is mended. */
  readonly blocking: boolean
  /** One or two sentences that name the field and the remedy. */
  readonly message: string
}

export interface TaskOptions {
  /** The Task is there already: fields that can only be set when it is created are left out. */
  readonly isUpdate?: boolean
  /** Fields that the org refused. */
  readonly omit?: ReadonlySet<string>
}

/** The mapping as one org takes it. */
export interface FittedMapping {
  readonly findings: readonly MappingFinding[]
  /** Fields that must not be dropped when the org refuses them; then the record cannot be written at all. */
  readonly requiredFields: ReadonlySet<string>
  /** Whether Tasks hold the revision of their event. */
  readonly hasRevisionField: boolean
  /** Whether a Task keeps what it was created with in fields that the org would let be changed. */
  readonly keepsFields: boolean
  /** The fields of a contact that are written after a call; none when the org has none of them or refuses them all. */
  readonly contactFields: ReadonlySet<string>
  /** The date-time of a contact that holds the end of the last call, by which an older call is told from a newer one. */
  readonly lastCallField: string | null
  /** A field without a value is left out, so that an update never empties one. */
  taskOf(logged: LoggedCall, options?: TaskOptions): Task
  /** What is written to the contact of a call. @param timeZone the org's; UTC by default */
  contactUpdateOf(call: CallEnriched, contactId: string, timeZone?: string): SalesforceRecord
  /**
   * The same for a person account (`contact.isPersonAccount`), whose contact Salesforce does not let write: it is written to the
   * account, whose fields are called as the contact's with `__pc` instead of `__c`. Standard fields are left out.
   */
  accountUpdateOf(call: CallEnriched, accountId: string, timeZone?: string): SalesforceRecord
}
