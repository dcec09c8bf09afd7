import type { Contact, PhoneMatch } from './domain/contact.ts'
import type { E164 } from './domain/customer-number.ts'
import type { FoundContacts, Lookup } from './domain/enrich.ts'
import type { ContactDirectory } from './ports/contact-directory.ts'

/** Looks up, each once, what a batch names: more of it may become known later. */
export function contactLookUps(contacts: ContactDirectory) {
  const byId = new Map<string, Contact>()
  const byPhone = new Map<E164, PhoneMatch>()
  const asked = new Set<string>()

  function unasked<Key extends string>(keys: readonly (Key | null)[]): Set<Key> {
    const fresh = new Set(keys.filter((key) => key !== null && !asked.has(key)) as Key[])
    for (const key of fresh) asked.add(key)
    return fresh
  }

  /**
   * Numbers are looked up for calls only whose contact is not known by its id.
   * @throws {PipelineError}
   */
  return async function find(lookups: readonly Lookup[]): Promise<FoundContacts> {
    const ids = unasked(lookups.map(({ contactId }) => contactId))
    if (ids.size > 0) for (const [id, contact] of await contacts.byId(ids)) byId.set(id, contact)
    const unnamed = lookups.filter(({ contactId }) => contactId === null || !byId.has(contactId))
    const phones = unasked(unnamed.map(({ customerPhone }) => customerPhone))
    if (phones.size > 0)
      for (const [phone, match] of await contacts.byPhone(phones)) byPhone.set(phone, match)
    return { byId, byPhone }
  }
}
