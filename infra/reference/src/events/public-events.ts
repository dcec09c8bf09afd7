/**
 * The events that other teams may build on, and what is said of them beside what their schemas and topics say.
 */
import { callsEnriched, callsEnrichedMasked, callsLogged } from '@calltrail/schemas'
import type { EventName, EventTopic } from '@calltrail/schemas'

export type PublicEventName = Exclude<EventName, 'calls.ended.v1'>

export interface PublicEvent {
  readonly topic: EventTopic<PublicEventName>
  readonly title: string
  readonly summary: string
  readonly operation: string
  /** Who writes it, as its header `ce_source` says. */
  readonly source: string
  readonly key: string
  /** What to know of the order of its records. */
  readonly order: string
}

const lateness =
  'A record that others may have overtaken on their way, because it was retried, replayed, followed up or held back while Kafka was away, has the header `calltrail-late`.'

const revisions =
  'What is known only after the call comes in another record with the same `eventId` and a higher `revision`, which takes the place of the one before.'

export const publicEvents: readonly PublicEvent[] = [
  {
    topic: callsEnriched as EventTopic<PublicEventName>,
    title: 'Call enriched',
    summary:
      'A phone call has ended: who called, which contact that is, who answered, where the recording is.',
    operation: 'publishCallEnriched',
    source: '/calltrail/enricher',
    key: 'The contact’s id; without a contact the customer’s number in E.164; without a number the conversation’s id.',
    order: `The calls of one contact are in one partition, in the order in which they were enriched. ${lateness} ${revisions}`,
  },
  {
    topic: callsEnrichedMasked as EventTopic<PublicEventName>,
    title: 'Call enriched, masked',
    summary:
      'The same calls for those who may not see people: numbers, names and addresses are pseudonyms, free text and the recording’s address are left out.',
    operation: 'publishCallEnrichedMasked',
    source: '/calltrail/enricher',
    key: 'The contact’s id; without a contact the pseudonym of the customer’s number; without a number the conversation’s id.',
    order: `As in \`${callsEnriched.name}\`, one for one, each in the same transaction: where a deployment has a key for pseudonyms, without which nothing is written here. ${lateness} ${revisions}`,
  },
  {
    topic: callsLogged as EventTopic<PublicEventName>,
    title: 'Call logged',
    summary: 'What became of a call in Salesforce: a new Task, one that was written again, or none, and why.',
    operation: 'publishCallLogged',
    source: '/calltrail/sink',
    key: 'The conversation’s id.',
    order: `The answers for one conversation are in one partition. ${lateness} An event that is told again is logged again.`,
  },
]
