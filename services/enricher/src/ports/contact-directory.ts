import type { Contact, PhoneMatch } from '../domain/contact.ts'
import type { E164 } from '../domain/customer-number.ts'

/**
 * Who the customers are. Both look-ups leave out what they do not find, and reject with a PipelineError when they cannot look. What they
 * answer may be as old as the directory's cache lets it become. Many callers may look at once.
 */
export interface ContactDirectory {
  /** @param ids in their 18-character form */
  byId(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Contact>>
  byPhone(phones: ReadonlySet<E164>): Promise<ReadonlyMap<E164, PhoneMatch>>
}
