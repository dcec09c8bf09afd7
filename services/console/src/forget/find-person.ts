/**
 * Every record that holds a person. A call is the person's as a whole: what names them in one topic makes all records of its conversation
 * theirs, in every topic, also where nothing but ids or pseudonyms is left of them.
 */
import type { DeadLetterRecord } from '../domain/dead-letter.ts'
import { PartitionTally } from '../domain/partition-tally.ts'
import { conversationOf, searchFor } from '../domain/person.ts'
import type { Mention, Person } from '../domain/person.ts'
import { handleOf } from '../domain/place.ts'
import { relationsIn } from '../domain/relations.ts'
import type { Relations } from '../domain/relations.ts'
import type { GroupPosition } from '../domain/erasure.ts'
import type { CommittedRecord, HeldRecord, HeldRecords, HeldSpan } from '../ports/held-records.ts'

export interface Quest {
  /** As somebody has asked for them. */
  readonly given: Person
  /** Looks as well for what the customer of these calls is known by: their other numbers, contacts, addresses. */
  readonly linked: boolean
  readonly progress: (read: number, total: number) => void
  readonly signal: AbortSignal
}

export interface FoundPerson {
  /** With every conversation of theirs, and what else was looked for. */
  readonly person: Person
  /** How many records were looked through. */
  readonly read: number
  /** Those partitions that have records of the person. */
  readonly tallies: readonly PartitionTally[]
  /** Dead letters of the person, without what is in them. */
  readonly deadLetters: readonly DeadLetterRecord[]
  /** In how many records the person was named by what, and where. */
  readonly mentions: readonly (Mention & { readonly records: number })[]
  /** What the customer of these calls is known by as well, and was not looked for. */
  readonly alsoKnownBy: Relations
  /** How many of the records cannot be decoded. */
  readonly undecodable: number
  /** When the oldest record was written that a stage has still to work on, epoch milliseconds; undefined when there is none. */
  readonly workingSince: number | undefined
}

/** Reads until nothing more is learnt: mostly twice, since a call that is found may have lain in a topic that had been read by then. */
export async function findPerson(
  records: HeldRecords,
  quest: Quest,
  known: Person = quest.given,
): Promise<FoundPerson> {
  for (let person = known; ;) {
    const reading = await readOnce(records, person, quest)
    const next = grown(person, reading.conversations, quest.linked ? reading.relations : undefined)
    if (sizeOf(next) === sizeOf(person))
      return foundBy(await withoutAborted(records, reading, quest.signal), person)
    person = next
  }
}

interface Reading {
  read: number
  undecodable: number
  readonly spans: readonly HeldSpan[]
  /** By `<topic>/<partition>`. */
  readonly tallies: ReadonlyMap<string, PartitionTally>
  readonly deadLetters: DeadLetterRecord[]
  readonly mentions: Map<string, Mention & { records: number }>
  readonly conversations: Set<string>
  readonly relations: { readonly [Kind in keyof Relations]: Set<string> }
}

async function readOnce(
  records: HeldRecords,
  person: Person,
  { given, progress, signal }: Quest,
): Promise<Reading> {
  const search = searchFor(person)
  const [positions, spans] = [await records.positions(), await records.spans()]
  const tallies = new Map(
    spans.map(({ topic, partition }) => {
      const place = placeOf({ topic, partition })
      const committed = committedBy(topic.stageGroup, positions.get(place))
      return [place, new PartitionTally(topic, partition, { committed })]
    }),
  )
  const reading: Reading = {
    read: 0,
    undecodable: 0,
    spans,
    tallies,
    deadLetters: [],
    mentions: new Map(),
    conversations: new Set(),
    relations: { phones: new Set(), contacts: new Set(), emails: new Set() },
  }
  const visit = (record: HeldRecord) => {
    reading.read += 1
    const mentions = search(record)
    tallies.get(placeOf(record))!.add(record, mentions.length > 0)
    if (mentions.length > 0) note(reading, record, mentions, given)
  }
  await records.read(spans, visit, progress, signal)
  return reading
}

function placeOf({ topic, partition }: Pick<HeldRecord, 'topic' | 'partition'>): string {
  return `${topic.name}/${partition}`
}

/** What was aborted is nobody's work, and no dead letter, whoever's it is. Where nothing was found nobody asks. */
async function withoutAborted(
  records: HeldRecords,
  { spans, tallies, ...reading }: Reading,
  signal: AbortSignal,
): Promise<Reading> {
  const isFound = [...tallies.values()].some(({ hits }) => hits.length > 0)
  const asked = spans.flatMap((span) => {
    const from = isFound ? tallies.get(placeOf(span))!.committedFrom : undefined
    return from === undefined ? [] : [{ ...span, from: Math.max(span.from, from) }]
  })
  const committed = new Set<string>()
  const visit = (record: CommittedRecord) => {
    const isOfPerson = tallies.get(placeOf(record))!.addCommitted(record)
    const stage = record.topic.deadLettersOf
    if (isOfPerson && stage) committed.add(handleOf({ ...record, stage }))
  }
  await records.readCommitted(asked, visit, signal)
  const deadLetters = reading.deadLetters.filter(({ place }) => committed.has(handleOf(place)))
  return { ...reading, spans, tallies, deadLetters }
}

function committedBy(stageGroup: string | undefined, positions: readonly GroupPosition[] = []): number {
  return positions.find(({ groupId }) => groupId === stageGroup)?.committed ?? 0
}

function note(reading: Reading, record: HeldRecord, mentions: readonly Mention[], given: Person): void {
  const { topic, partition, offset, timestamp, headers, key, event } = record
  const conversation = conversationOf(record)
  if (conversation !== undefined) reading.conversations.add(conversation)
  if (!event) reading.undecodable += 1
  if (topic.deadLettersOf) {
    const place = { stage: topic.deadLettersOf, partition, offset }
    reading.deadLetters.push({ place, timestamp, headers, key, value: null })
  }
  for (const mention of mentions) {
    const name = `${mention.trait} ${mention.where}`
    const counted = reading.mentions.get(name) ?? { ...mention, records: 0 }
    counted.records += 1
    reading.mentions.set(name, counted)
  }
  const relations = relationsIn({ type: topic.event, event, conversation }, mentions, given)
  for (const kind of ['phones', 'contacts', 'emails'] as const) {
    for (const text of relations[kind]) reading.relations[kind].add(text)
  }
}

function grown(person: Person, conversations: ReadonlySet<string>, relations: Relations | undefined): Person {
  return {
    phones: person.phones.union(relations?.phones ?? new Set()),
    contacts: person.contacts.union(relations?.contacts ?? new Set()),
    emails: person.emails.union(relations?.emails ?? new Set()),
    conversations: person.conversations.union(conversations),
  }
}

function sizeOf({ phones, contacts, emails, conversations }: Person): number {
  return phones.size + contacts.size + emails.size + conversations.size
}

function foundBy(
  { read, undecodable, deadLetters, mentions, relations, ...reading }: Reading,
  person: Person,
): FoundPerson {
  const tallies = [...reading.tallies.values()]
  const waiting = tallies.flatMap(({ waitingSince }) => waitingSince ?? [])
  return {
    person,
    read,
    undecodable,
    workingSince: waiting.length === 0 ? undefined : Math.min(...waiting),
    tallies: tallies.filter(({ hits }) => hits.length > 0),
    deadLetters,
    mentions: [...mentions.values()].toSorted((a, b) => b.records - a.records),
    alsoKnownBy: {
      phones: relations.phones.difference(person.phones),
      contacts: relations.contacts.difference(person.contacts),
      emails: relations.emails.difference(person.emails),
    },
  }
}
