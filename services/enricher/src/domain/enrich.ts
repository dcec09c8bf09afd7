import type { CallEnriched } from '@calltrail/schemas'
import type { Agent } from './agent.ts'
import type { Contact, PhoneMatch } from './contact.ts'
import { customerSide, toE164 } from './customer-number.ts'
import type { CountryCode, E164 } from './customer-number.ts'
import { conversationLink, mayHaveRecording } from './recording.ts'
import type { Recording } from './recording.ts'
import { isOwnNumber } from './own-numbers.ts'
import type { OwnNumbers } from './own-numbers.ts'
import { toContactId } from './salesforce-id.ts'
import type { ToldCall } from './told-call.ts'

/** What has to be looked up for a call. */
export interface Lookup {
  readonly contactId: string | null
  readonly customerPhone: E164 | null
}

type Called = Pick<ToldCall, 'direction' | 'callerId' | 'calleeId' | 'attributes'>

export interface NumberRules {
  /** The country of numbers without a country code. */
  readonly defaultRegion: CountryCode
  readonly ownNumbers: OwnNumbers
}

/** An internal call has no customer, so nobody is looked up for it; nor is anybody for a number of the company's own. */
export function lookupFor(call: Called, { defaultRegion, ownNumbers }: NumberRules): Lookup {
  if (call.direction === 'INTERNAL') return { contactId: null, customerPhone: null }
  const number = customerSide(call)
  const phone = number === null ? null : toE164(number, defaultRegion)
  return {
    contactId: toContactId(call.attributes['contact_id'] ?? ''),
    customerPhone: phone === null || isOwnNumber(phone, ownNumbers) ? null : phone,
  }
}

/** The contacts of a batch. A number is missing also when it was not looked up because the call's contact is known by its id. */
export interface FoundContacts {
  readonly byId: ReadonlyMap<string, Contact>
  readonly byPhone: ReadonlyMap<E164, PhoneMatch>
}

type Match = Pick<CallEnriched, 'contact' | 'lead' | 'accountId' | 'contactMatch' | 'contactCandidates'>

/** The contact that the call names wins over one that has its number. */
export function matchContact(call: Pick<Called, 'direction'>, lookup: Lookup, found: FoundContacts): Match {
  const named = lookup.contactId === null ? undefined : found.byId.get(lookup.contactId)
  if (named) return contactMatch(named, 'CONTACT_ID', 1)
  if (call.direction === 'INTERNAL') return nobody('INTERNAL')
  if (lookup.customerPhone === null) return nobody('NO_NUMBER')
  const match = found.byPhone.get(lookup.customerPhone)
  switch (match?.kind) {
    case undefined:
      return nobody('NOT_FOUND')
    case 'contact':
      return contactMatch(match.contact, 'PHONE', match.candidates)
    case 'account':
      return { ...nobody('AMBIGUOUS', match.candidates), accountId: match.accountId }
    case 'ambiguous':
      return nobody('AMBIGUOUS', match.candidates)
    case 'lead':
      return { ...nobody('LEAD', match.candidates), lead: match.lead }
  }
}

function contactMatch(contact: Contact, how: CallEnriched['contactMatch'], candidates: number): Match {
  return {
    contact,
    lead: null,
    accountId: contact.accountId,
    contactMatch: how,
    contactCandidates: candidates,
  }
}

function nobody(why: CallEnriched['contactMatch'], candidates = 0): Match {
  return { contact: null, lead: null, accountId: null, contactMatch: why, contactCandidates: candidates }
}

/** All that was found of a call. */
export interface Found {
  readonly call: ToldCall
  readonly customerPhone: E164 | null
  readonly match: Match
  readonly recording: Recording
  readonly agent: Agent | null
}

export interface EnrichmentContext {
  /** How often the call was looked at before. */
  readonly followUp: number
  readonly genesysAppsUrl: string
  /** Epoch milliseconds. */
  readonly enrichedAt: number
}

export function enrich(
  { call, customerPhone, match, recording, agent }: Found,
  { followUp, genesysAppsUrl, enrichedAt }: EnrichmentContext,
): CallEnriched {
  const { isRecorded: _isRecorded, mayWrapUp: _mayWrapUp, ...told } = call
  const available = recording.status === 'AVAILABLE' ? recording : null
  const hasLink = available !== null || mayHaveRecording(call)
  return {
    ...told,
    ...match,
    // Contents of one event come one after the other, and nothing is published later under an earlier time. A follow-up knows more than
    // what it follows up, and less than what Genesys has sent since.
    revision: call.receivedAt + followUp,
    customerPhone,
    recordingId: call.recordingId ?? available?.recordingId ?? null,
    recordingStatus: recording.status,
    recordingUrl: available?.url ?? null,
    recordingUrlExpiresAt: available?.expiresAt ?? null,
    recordingLink: hasLink ? conversationLink(genesysAppsUrl, call.conversationId) : null,
    agentName: call.agentName ?? agent?.name ?? null,
    agentEmail: agent?.email ?? null,
    enrichedAt,
  }
}
