/**
 * A person as records know one, and where a record names them. A name is not looked for: it is many people's.
 */
import { headerText } from '@calltrail/runtime'
import { conversationIdOf } from '@calltrail/schemas'
import type { EventName } from '@calltrail/schemas'
import type { RecordHeaders } from './dead-letter.ts'
import { textsOf } from './event-texts.ts'
import { holdsIdsOnly } from './masked-headers.ts'
import { phonePattern } from './phone-spellings.ts'

export interface Person {
  /** In E.164. */
  readonly phones: ReadonlySet<string>
  /** Ids of Salesforce contacts and leads: the first 15 characters, which an id of 18 begins with. */
  readonly contacts: ReadonlySet<string>
  /** In lower case. */
  readonly emails: ReadonlySet<string>
  /** Ids of Genesys conversations. */
  readonly conversations: ReadonlySet<string>
}

/** By what a record names the person. */
export type Trait = 'phone' | 'contact' | 'email' | 'conversation'

export interface Mention {
  readonly trait: Trait
  /** A field of the event, or where else in the record. */
  readonly where: string
}

/** A record as it is looked through. */
export interface SearchedRecord {
  /** What its topic's values are. */
  readonly topic: { readonly event: EventName }
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: RecordHeaders
  /** What the value says; undefined when it cannot be decoded, and its bytes are all there is. */
  readonly event: Readonly<Record<string, unknown>> | undefined
}

/** The first 15 characters of a contact's or lead's id; undefined when the text is none. */
export function contactOf(text: string): string | undefined {
  return /^((?:003|00Q)[A-Za-z0-9]{12})(?:[A-Z0-5]{3})?$/.exec(text.trim())?.[1]
}

/** An e-mail address in lower case; undefined when the text is none. */
export function emailOf(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  return /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address) ? address : undefined
}

/** The conversation of a record; undefined of poison that does not say. */
export function conversationOf({
  headers,
  event,
}: Pick<SearchedRecord, 'headers' | 'event'>): string | undefined {
  const told = event?.['conversationId']
  if (typeof told === 'string') return told
  const eventId = headerText(headers, 'ce_id')
  return eventId ? conversationIdOf(eventId) : undefined
}

/** Makes what says where a record names the person; nothing, when it does not. */
export function searchFor(person: Person): (record: SearchedRecord) => Mention[] {
  const forNumbers = searchBy(numbersOf(person))
  const forIds = searchBy(idsOf(person))
  const inBytes = searchBy([...numbersOf(person), ...tracesOf(person)])

  return (record) => {
    const { topic, event, value, key, headers } = record
    const conversation = conversationOf(record)
    const named = conversation !== undefined && person.conversations.has(conversation)
    const mentions: Mention[] = named ? [{ trait: 'conversation', where: 'conversationId' }] : []
    if (event) {
      for (const { field, text, mayHoldNumber } of textsOf(topic.event, event))
        mentions.push(...forIds(field, text), ...(mayHoldNumber ? forNumbers(field, text) : []))
    } else mentions.push(...inBytes('undecodable bytes', value?.toString() ?? ''))
    if (mentions.length > 0) return distinct(mentions)
    // The key repeats what is in the value, and no header holds people: unless somebody else has written the record.
    const keyText = key?.toString() ?? ''
    const isId = keyText === conversation || contactOf(keyText) !== undefined
    const beside = [...forIds('key', keyText), ...(isId ? [] : forNumbers('key', keyText))]
    for (const [name, header] of Object.entries(headers)) {
      const text = `${name} ${[header].flat().map(String).join(' ')}`
      beside.push(...forIds('headers', text), ...(holdsIdsOnly(name) ? [] : forNumbers('headers', text)))
    }
    return distinct(beside)
  }
}

/** Makes what says whether a text that somebody has written names the person. */
export function namingText(person: Person): (text: string) => boolean {
  const search = searchBy([...numbersOf(person), ...tracesOf(person)])
  return (text) => search('', text).length > 0
}

type Search = (where: string, text: string) => Mention[]
interface Sought {
  readonly trait: Trait
  readonly pattern: RegExp
}

function numbersOf({ phones }: Person): Sought[] {
  return [...phones].map((phone) => ({ trait: 'phone', pattern: phonePattern(phone) }))
}

/** Among other text, where an id or an address ends is seen by what stands beside it. */
function idsOf({ contacts, emails }: Person): Sought[] {
  return [
    ...[...contacts].map((id) => ({
      trait: 'contact' as const,
      pattern: new RegExp(`(?<![A-Za-z0-9])${id}(?:[A-Z0-5]{3})?(?![A-Za-z0-9])`),
    })),
    ...[...emails].map((email) => ({
      trait: 'email' as const,
      pattern: new RegExp(String.raw`(?<![\w.+-])${RegExp.escape(email)}(?![\w-]|\.\w)`, 'i'),
    })),
  ]
}

/** In bytes that nobody can read, what stands beside a text may be its length: only the text itself counts. */
function tracesOf({ contacts, emails, conversations }: Person): Sought[] {
  return [
    ...[...contacts].map((id) => ({ trait: 'contact' as const, pattern: new RegExp(id) })),
    ...[...emails].map((email) => ({
      trait: 'email' as const,
      pattern: new RegExp(RegExp.escape(email), 'i'),
    })),
    ...[...conversations].map((id) => ({
      trait: 'conversation' as const,
      pattern: new RegExp(RegExp.escape(id)),
    })),
  ]
}

function searchBy(sought: readonly Sought[]): Search {
  return (where, text) =>
    text === ''
      ? []
      : sought.filter(({ pattern }) => pattern.test(text)).map(({ trait }) => ({ trait, where }))
}

function distinct(mentions: readonly Mention[]): Mention[] {
  return [...new Map(mentions.map((mention) => [`${mention.trait} ${mention.where}`, mention])).values()]
}
