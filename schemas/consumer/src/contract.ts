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
import avsc from 'avsc'
import type { Schema } from 'avsc'

/** A topic, and what its events are read into. */
export interface Contract<Event extends Identity, Identity extends object = Event> {
  readonly topic: string
  /** For the compiler alone: nothing is ever there. */
  readonly Event?: Event
  /** Of `Event`. Fields that it lacks are left out, fields that the writer did not have get their default. */
  readonly readerSchema: Schema
  /**
   * Which event it is, and which of its revisions: of two, the higher one is the newer. Of `loggedCalls` each record is an event of its own,
   * named by event id and `loggedAt`.
   */
  identity(event: Identity): { readonly eventId: string; readonly revision: number }
  /**
   * The same topic, read into a type of the consumer's own.
   * @param readerSchema of `Own`, as parsed JSON; its records and enumerations have the full names of the contract's, or
   * these as aliases
   * @throws {TypeError} when it lacks a field by which events are told apart, or an event of the contract cannot be read into it
   */
  as<Own extends Identity>(readerSchema: object): Contract<Own, Identity>
}

type Revised = { readonly eventId: string; readonly revision: number }
type Logged = { readonly eventId: string; readonly loggedAt: number }

const byRevision = ({ eventId, revision }: Revised) => ({ eventId, revision })

/** Calls as they are logged, with contact, recording and notes. Holds personal data. */
export const enrichedCalls = contract<CallEnriched, Revised>(
  callsEnriched,
  ['eventId', 'revision'],
  byRevision,
)

/** The same calls, for who has no need to know people: pseudonyms in the place of numbers and names. */
export const maskedCalls = contract<CallEnrichedMasked, Revised>(
  callsEnrichedMasked,
  ['eventId', 'revision'],
  byRevision,
)

/**
 * What became of each call in Salesforce. A call that is logged again, by a revision, has another record. `loggedAt` is read from clocks, of
 * which one may be slow, and tells records apart but not the newer from the older: only copies are dropped.
 */
export const loggedCalls = contract<CallLogged, Logged>(
  callsLogged,
  ['eventId', 'loggedAt'],
  ({ eventId, loggedAt }) => ({ eventId: `${eventId} ${loggedAt}`, revision: loggedAt }),
)

function contract<Event extends Identity, Identity extends object>(
  { name, event }: Pick<EventTopic, 'name' | 'event'>,
  identityFields: readonly (keyof Identity & string)[],
  identity: Contract<Event, Identity>['identity'],
): Contract<Event, Identity> {
  const written = JSON.parse(avroSchemaOf(event)) as RecordSchema
  const reading = <Read extends Identity>(readerSchema: RecordSchema): Contract<Read, Identity> => ({
    topic: name,
    readerSchema: readerSchema as Schema,
    identity,
    as<Own extends Identity>(own: object) {
      requireFields(name, own, identityFields)
      requireFit(name, own as Schema, written as Schema)
      return reading<Own>(own as RecordSchema)
    },
  })
  return reading<Event>(written)
}

/** Found out at the first record, it would look as if that were damaged, and each one after it. */
function requireFit(topic: string, own: Schema, written: Schema): void {
  try {
    avsc.Type.forSchema(own).createResolver(avsc.Type.forSchema(written))
  } catch (cause) {
    throw new TypeError(
      `Events of ${topic} cannot be read into this schema: ${(cause as Error).message}. Give its records and enumerations the full names ` +
        'of the contract’s, its fields types that the contract’s can be read into, and new fields a default.',
      { cause },
    )
  }
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
