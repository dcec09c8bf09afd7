/**
 * What else a person is known by, as the records that name them say.
 */
import { callsEnriched } from '@calltrail/schemas'
import type { CallEnriched, EventName } from '@calltrail/schemas'
import { contactOf, emailOf } from './person.ts'
import type { Mention, Person, Trait } from './person.ts'
import { e164Of } from './phone-spellings.ts'

/** What names the customer of a call, and nobody else. A number in a note, or a called hotline, says nothing of whose the call is. */
const customerFields: ReadonlySet<string> = new Set(['customerPhone', 'contact', 'lead'])

export type Relations = Omit<Person, 'conversations'>

/** What a record says of a call. */
interface ReadCall {
  readonly type: EventName
  /** Undefined when the value cannot be decoded. */
  readonly event: Readonly<Record<string, unknown>> | undefined
  readonly conversation: string | undefined
}

/**
 * The customer's contact or lead, and e-mail address, of a record that names the person as the customer; their number only where it is
 * theirs alone. Nothing of a call for which several contacts came into question: what was chosen may be somebody else.
 * @param given the person as somebody has asked for them
 */
export function relationsIn(call: ReadCall, mentions: readonly Mention[], given: Person): Relations {
  const naming = new Set(mentions.filter(({ where }) => customerFields.has(where)).map(({ trait }) => trait))
  if (call.conversation !== undefined && given.conversations.has(call.conversation))
    naming.add('conversation')
  const known = identitiesIn(call, naming)
  const setOf = (read: (text: string) => string | undefined) =>
    new Set(known.flatMap((text) => read(text) ?? []))
  return { phones: setOf(e164Of), contacts: setOf(contactOf), emails: setOf(emailOf) }
}

/**
 * A number leads to a contact, and a contact to a number, only where the enricher has found one by the other, and had no choice. A call
 * that came with its contact says nothing of whose the number is: colleagues call from one switchboard.
 * @param naming what of the person the customer of the call is named by
 */
function identitiesIn({ type, event }: ReadCall, naming: ReadonlySet<Trait>): string[] {
  if (!event || type !== callsEnriched.event || naming.size === 0) return []
  const { customerPhone, contact, lead, contactMatch, contactCandidates } = event as unknown as CallEnriched
  const known = [contact?.id, contact?.email, lead?.id, lead?.email]
  if (contactMatch === 'CONTACT_ID') return isOnly(naming, 'phone') ? [] : present(known)
  const isTheirsAlone = (contactMatch === 'PHONE' || contactMatch === 'LEAD') && contactCandidates === 1
  return isTheirsAlone ? present([customerPhone, ...known]) : []
}

function isOnly<Item>(items: ReadonlySet<Item>, item: Item): boolean {
  return items.size === 1 && items.has(item)
}

function present(texts: readonly (string | null | undefined)[]): string[] {
  return texts.filter((text) => typeof text === 'string')
}
