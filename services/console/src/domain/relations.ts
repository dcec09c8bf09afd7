/**
 * What else a person is known by, as the records that name them say.
 */
import { callsEnriched, callsLogged } from '@calltrail/schemas'
import type { CallEnriched, CallLogged, EventName } from '@calltrail/schemas'
import { contactOf, emailOf } from './person.ts'
import type { Mention, Person } from './person.ts'
import { e164Of } from './phone-spellings.ts'

/** What names the customer of a call, and nobody else. A number in a note, or a called hotline, says nothing of whose the call is. */
const customerFields: ReadonlySet<string> = new Set([
  'customerPhone',
  'contact',
  'lead',
  'contactId',
  'leadId',
])

export type Relations = Omit<Person, 'conversations'>

/** What a record says of a call. */
interface ReadCall {
  readonly type: EventName
  /** Undefined when the value cannot be decoded. */
  readonly event: Readonly<Record<string, unknown>> | undefined
  readonly conversation: string | undefined
}

/**
 * The customer's number, contact or lead, and e-mail address, of a record that names the person as the customer. Nothing of a call for
 * which several contacts came into question: what was chosen may be somebody else.
 * @param given the person as somebody has asked for them
 */
export function relationsIn(call: ReadCall, mentions: readonly Mention[], given: Person): Relations {
  const isCustomer =
    mentions.some(({ where }) => customerFields.has(where)) ||
    (call.conversation !== undefined && given.conversations.has(call.conversation))
  const known = isCustomer ? identitiesIn(call) : []
  const setOf = (read: (text: string) => string | undefined) =>
    new Set(known.flatMap((text) => read(text) ?? []))
  return { phones: setOf(e164Of), contacts: setOf(contactOf), emails: setOf(emailOf) }
}

function identitiesIn({ type, event }: ReadCall): string[] {
  if (!event) return []
  if (type === callsEnriched.event) {
    const { customerPhone, contact, lead, contactCandidates } = event as unknown as CallEnriched
    if (contactCandidates > 1) return []
    return present([customerPhone, contact?.id, contact?.email, lead?.id, lead?.email])
  }
  if (type === callsLogged.event) {
    const { contactId, leadId } = event as unknown as CallLogged
    return present([contactId, leadId])
  }
  return []
}

function present(texts: readonly (string | null | undefined)[]): string[] {
  return texts.filter((text) => typeof text === 'string')
}
