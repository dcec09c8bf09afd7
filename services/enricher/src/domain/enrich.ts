import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import type { Contact, PhoneMatch } from './contact.ts'
import { customerSide, toE164 } from './customer-number.ts'
import type { CountryCode, E164 } from './customer-number.ts'
import type { Recording } from './recording.ts'
import { toContactId } from './salesforce-id.ts'

/** What has to be looked up for a call. */
export interface Lookup {
  readonly contactId: string | null
  readonly customerPhone: E164 | null
}

/** An internal call has no customer, so nobody is looked up for it. */
export function lookupFor(call: CallEnded, defaultRegion: CountryCode): Lookup {
  if (call.direction === 'INTERNAL') return { contactId: null, customerPhone: null }
  const number = customerSide(call)
  return {
    contactId: toContactId(call.attributes['contact_id'] ?? ''),
    customerPhone: number === null ? null : toE164(number, defaultRegion),
  }
}

/** The contacts of a batch. A number is missing also when it was not looked up because the call's contact is known by its id. */
export interface FoundContacts {
  readonly byId: ReadonlyMap<string, Contact>
  readonly byPhone: ReadonlyMap<E164, PhoneMatch>
}

type MatchedContact = Pick<CallEnriched, 'contact' | 'contactMatch' | 'contactCandidates'>

/** The contact that the call names wins over one that has its number. */
export function matchContact(call: CallEnded, lookup: Lookup, found: FoundContacts): MatchedContact {
  const named = lookup.contactId === null ? undefined : found.byId.get(lookup.contactId)
  if (named) return { contact: named, contactMatch: 'CONTACT_ID', contactCandidates: 1 }
  if (call.direction === 'INTERNAL') return noContact('INTERNAL')
  if (lookup.customerPhone === null) return noContact('NO_NUMBER')
  const match = found.byPhone.get(lookup.customerPhone)
  if (!match) return noContact('NOT_FOUND')
  return { contact: match.contact, contactMatch: 'PHONE', contactCandidates: match.candidates }
}

function noContact(contactMatch: CallEnriched['contactMatch']): MatchedContact {
  return { contact: null, contactMatch, contactCandidates: 0 }
}

/** @param enrichedAt epoch milliseconds */
export function enrich(
  call: CallEnded,
  lookup: Lookup,
  match: MatchedContact,
  recording: Recording | null,
  enrichedAt: number,
): CallEnriched {
  return {
    ...call,
    ...match,
    // Contents of one event come one after the other, and nothing is published later under an earlier time.
    revision: call.receivedAt,
    customerPhone: lookup.customerPhone,
    recordingStatus: recording?.status ?? 'NOT_RECORDED',
    recordingUrl: recording?.status === 'AVAILABLE' ? recording.url : null,
    enrichedAt,
  }
}
