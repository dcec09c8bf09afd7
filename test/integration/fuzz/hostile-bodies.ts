/**
 * Bodies that nobody should send: from valid events with odd content to bytes that are no JSON.
 */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { callPayload } from '../../kit/calls.ts'
import { choice } from './choice.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 300 })
export const anyBytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes))
const utf8 = (text: string) => Buffer.from(text)

const oddName = fc.constantFrom('__proto__', '__proto\0__', 'constructor', 'toString', '', ' ', '\u{1F600}')
const anyAttributes = fc.dictionary(fc.oneof(anyText, oddName), fc.oneof(anyText, fc.jsonValue()), {
  maxKeys: 30,
})
const memberNames = Object.keys(callPayload())

/** Events that are accepted, whatever their people are called and their flows have noted. */
const validEvent = fc
  .record({ agentName: anyText, queueName: anyText, attributes: anyAttributes })
  .map((changes) => JSON.stringify(callPayload(changes)))

const anyMembers = fc.dictionary(fc.constantFrom(...memberNames), fc.oneof(anyText, fc.jsonValue()))
const oddEvent = fc.tuple(anyMembers, fc.subarray(memberNames)).map(([changes, left]) =>
  JSON.stringify({
    ...Object.fromEntries(Object.entries(callPayload()).filter(([name]) => !left.includes(name))),
    ...changes,
  }),
)

/** What Genesys Cloud's own doors take, in an envelope or without, and odd in places. */
const oddCustomerEnd = fc
  .record(
    {
      conversationId: fc.oneof(fc.uuid(), anyText),
      participantId: fc.oneof(fc.uuid(), fc.jsonValue()),
      mediaType: choice<unknown>([20, 'VOICE'], [2, fc.constantFrom('CHAT', '', null)]),
      direction: choice<unknown>([20, 'INBOUND'], [2, anyText]),
      ani: fc.oneof(anyText, fc.jsonValue()),
      eventTime: fc.oneof(fc.nat(2 ** 41), fc.double(), anyText),
      interactingDurationMs: fc.oneof(fc.nat(), fc.double(), anyText, fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  .chain((eventBody) =>
    fc.constantFrom(
      eventBody,
      { 'detail-type': 'v2.detail.events.conversation.{id}.customer.end', detail: { eventBody } },
      { 'detail-type': 'Scheduled Event', detail: eventBody },
    ),
  )
  .map((body) => JSON.stringify(body))

const oddJson = fc.constantFrom(
  'null',
  '[]',
  '0',
  '""',
  '{}',
  '{',
  '{"a":1,}',
  "{'a':1}",
  '1e999',
  '-0',
  '\uFEFF{}',
  '{"a":1}{"a":1}',
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `${'{"attributes":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `{"conversationId":"a","conversationId":"b","direction":"INBOUND","__proto__":{"endTime":"x"}}`,
  `{"durationSeconds":${'9'.repeat(100_000)}}`,
  `{"attributes":{"notes":"\\ud800"}}`,
)

/** Some bytes changed, left out, or put in. */
export function damaged(bytes: Arbitrary<Buffer>, maxDamages: number): Arbitrary<Buffer> {
  const anyDamage = fc.record({ at: fc.nat(), removed: fc.nat(3), added: anyBytes(3) })
  return fc
    .tuple(bytes, fc.array(anyDamage, { minLength: 1, maxLength: maxDamages }))
    .map(([whole, damages]) =>
      damages.reduce((left, { at, removed, added }) => {
        const start = at % (left.length + 1)
        return Buffer.concat([left.subarray(0, start), added, left.subarray(start + removed)])
      }, whole),
    )
}

export const anyBody = choice<Buffer>(
  [80, validEvent.map(utf8)],
  [40, oddEvent.map(utf8)],
  [40, oddCustomerEnd.map(utf8)],
  [20, fc.json().map(utf8)],
  [20, oddJson.map(utf8)],
  [20, anyBytes(2_000)],
  [30, damaged(validEvent.map(utf8), 5)],
  // Larger than the ingress takes.
  [2, fc.nat(200_000).map((more) => Buffer.alloc(262_145 + more, 'x'))],
  [5, Buffer.alloc(0)],
)
