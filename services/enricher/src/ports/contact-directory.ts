import type { CallEnriched } from '@calltrail/schemas'
import type { E164 } from '../domain/customer-number.ts'

export type Contact = NonNullable<CallEnriched['contact']>

/** The contact chosen for a number, and of how many. */
export interface PhoneMatch {
  readonly contact: Contact
  readonly candidates: number
}

/**
 * Who the customers are. Both look-ups leave out what they do not find, and throw a PipelineError when they cannot look.
 */
export interface ContactDirectory {
  /** @param ids in their 18-character form */
  byId(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Contact>>
  byPhone(phones: ReadonlySet<E164>): Promise<ReadonlyMap<E164, PhoneMatch>>
}
