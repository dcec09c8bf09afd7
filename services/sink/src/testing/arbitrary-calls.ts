import type { CallEnriched } from '@calltrail/schemas'
import * as fc from 'fast-check'

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 4 })
const int32 = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })
/** Times that Salesforce has: it knows the years 1700 to 4000. */
const time = fc.integer({ min: Date.UTC(1700, 0, 2), max: Date.UTC(3999, 11, 30) })
/** Texts of every kind of character, some longer than any field. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .tuple(fc.constantFrom('a', '\u{1F600}', 'é', ' ', '\n'), fc.integer({ min: 70, max: 70_000 }))
    .map(([character, count]) => character.repeat(count)),
)
const id = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/)
const attributes = fc.record({ customer_tier: text, notes: text, contact_id: text }, { requiredKeys: [] })

/**
 * For tests: every event that the schema of calls.enriched.v1 allows. Ids are as the ingress lets them in, since a Task's external id
 * must not be changed to fit.
 */
export const anyEnrichedCall: fc.Arbitrary<CallEnriched> = fc.record({
  eventId: fc.tuple(id, id).map((ids) => ids.join(':')),
  conversationId: id,
  participantId: maybe(id),
  direction: fc.constantFrom('UNKNOWN', 'INBOUND', 'OUTBOUND', 'INTERNAL'),
  callerId: maybe(text),
  calleeId: maybe(text),
  customerPhone: maybe(fc.stringMatching(/^\+[1-9]\d{6,14}$/)),
  contact: maybe(
    fc.record({
      id: fc.constant('003Sm0000JohnD1IQI'),
      name: text,
      accountId: maybe(fc.constant('001Sm0000Acme01IQA')),
      email: maybe(text),
      isPersonAccount: fc.constant(false),
    }),
  ),
  lead: fc.constant(null),
  accountId: maybe(fc.constant('001Sm0000Acme01IQA')),
  contactMatch: fc.constantFrom('UNKNOWN', 'CONTACT_ID', 'PHONE', 'NOT_FOUND', 'NO_NUMBER'),
  contactCandidates: int32,
  startedAt: time,
  endedAt: time,
  durationSeconds: int32,
  recordingId: maybe(text),
  recordingUrl: maybe(text),
  recordingUrlExpiresAt: maybe(time),
  recordingLink: maybe(text),
  recordingStatus: fc.constantFrom('UNKNOWN', 'NOT_RECORDED', 'AVAILABLE', 'PENDING', 'MISSING'),
  agentId: maybe(text),
  agentName: maybe(text),
  agentEmail: maybe(text),
  queueId: maybe(text),
  queueName: maybe(text),
  interactionId: maybe(text),
  wrapUpCode: maybe(text),
  wrapUpName: maybe(text),
  wrapUpNotes: maybe(text),
  transferred: maybe(fc.boolean()),
  outcome: fc.constantFrom('UNKNOWN', 'COMPLETED', 'ABANDONED'),
  attributes,
  receivedAt: time,
  revision: fc.nat(),
  enrichedAt: time,
})
