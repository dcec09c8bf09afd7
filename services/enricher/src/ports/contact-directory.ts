import type { Contact, PhoneMatch } from '../domain/contact.ts'
import type { E164 } from '../domain/customer-number.ts'

/**
 * Who the customers are. Both look-ups leave out what they do not find, and throw a PipelineError when they cannot look.
 */
export interface ContactDirectory {
  /** @param ids in their 18-character form */
  byId(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Contact>>
  byPhone(phones: ReadonlySet<E164>): Promise<ReadonlyMap<E164, PhoneMatch>>
}
