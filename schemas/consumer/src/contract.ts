/**
 * What can be consumed: the public topics, and the types of their events.
 */
import { avroSchemaOf, callsEnriched, callsEnrichedMasked, callsLogged } from '@calltrail/schemas'
import type {
  CallEnriched,
  CallEnrichedMasked,
  CallLogged,
  EventTopic,
  RecordSchema,
} from '@calltrail/schemas'
import type { Schema } from 'avsc'

/** A topic, and what its events are read into. */
export interface Contract<Event extends Identity, Identity extends object = Event> {
  readonly topic: string
  /** For the compiler alone: nothing is ever there. */
  readonly Event?: Event
  /** Of `Event`. Fields that it lacks are left out, fields that the writer did not have get their default. */
  readonly readerSchema: Schema
  /** Which event it is, and which of its revisions: of two, the higher one is the newer. */
  identity(event: Identity): { readonly eventId: string; readonly revision: number }
  /**
   * The same topic, read into a type of the consumer's own.
   * @param readerSchema of `Own`, as parsed JSON; its records and enumerations have the full names of the contract's, or
   * these as aliases
   * @throws {TypeError} when it lacks a field by which events are told apart
   */
  as<Own extends Identity>(readerSchema: object): Contract<Own, Identity>
}

/** Calls as they are logged, with contact, recording and notes. Holds personal data. */
export const enrichedCalls = contract<CallEnriched, 'revision'>(callsEnriched, 'revision')

/** The same calls, for who has no need to know people: pseudonyms in the place of numbers and names. */
export const maskedCalls = contract<CallEnrichedMasked, 'revision'>(callsEnrichedMasked, 'revision')

/** What became of each call in Salesforce. A call that is logged again, by a revision, has another record. */
export const loggedCalls = contract<CallLogged, 'loggedAt'>(callsLogged, 'loggedAt')

type IdentifiedBy<Revision extends string> = { readonly eventId: string } & Readonly<Record<Revision, number>>

function contract<Event extends IdentifiedBy<Revision>, Revision extends string>(
  { name, event }: Pick<EventTopic, 'name' | 'event'>,
  revisionField: Revision,
): Contract<Event, IdentifiedBy<Revision>> {
  const reading = <Read extends IdentifiedBy<Revision>>(
    readerSchema: RecordSchema,
  ): Contract<Read, IdentifiedBy<Revision>> => ({
    topic: name,
    readerSchema: readerSchema as Schema,
    identity: (read) => ({ eventId: read.eventId, revision: read[revisionField] }),
    as<Own extends IdentifiedBy<Revision>>(own: object) {
      requireFields(name, own, ['eventId', revisionField])
      return reading<Own>(own as RecordSchema)
    },
  })
  return reading<Event>(JSON.parse(avroSchemaOf(event)) as RecordSchema)
}

function requireFields(
  topic: string,
  { fields = [] }: Partial<RecordSchema>,
  needed: readonly string[],
): void {
  const lacking = needed.filter((name) => !fields.some((field) => field.name === name))
  if (lacking.length > 0)
    throw new TypeError(
      `A reader schema for ${topic} needs the fields ${needed.join(' and ')}, by which its events are told apart: add ${lacking.join(' and ')}.`,
    )
}
