/**
 * The two doors of Genesys Cloud's own events, side by side: whatever one makes of an event, the other must make of it too.
 */
import { avroSchemaOf, contentFingerprint } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import avsc from 'avsc'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dataActionInput, eventBridgeEvent } from '../../testing/genesys-samples.ts'
import { dataActionDoor } from './data-action.ts'
import type { Reading } from './door.ts'
import { eventBridgeDoor } from './eventbridge.ts'

const now = Date.UTC(2026, 2, 14, 10, 11)
const eventBridge = eventBridgeDoor(['a secret of sixteen'])
const dataAction = dataActionDoor(['a secret of sixteen'])

type Changes = Record<string, unknown>
const doors = [
  [
    'EventBridge',
    (changes: Changes) => eventBridge.read(eventBridgeEvent(changes), now),
    'detail.eventBody.',
  ],
  ['the data action', (changes: Changes) => dataAction.read(dataActionInput(changes), now), ''],
] as const

function eventOf(reading: Reading): CallEnded {
  if (!('event' in reading)) throw new Error(JSON.stringify(reading))
  return reading.event
}

test('an event is one of the whole conversation, without an agent', () => {
  expect(eventOf(eventBridge.read(eventBridgeEvent(), now))).toEqual({
    eventId: '3b0f6f0a-8d8e-4a43-9f0c-5d5a1f6b7c21',
    conversationId: '3b0f6f0a-8d8e-4a43-9f0c-5d5a1f6b7c21',
    participantId: '9a1c7a52-0f3e-4a0d-8a57-2b7c4f1e6d33',
    scope: 'CONVERSATION',
    direction: 'INBOUND',
    callerId: '+15551234567',
    calleeId: '+18001234567',
    startedAt: Date.UTC(2026, 2, 14, 10),
    endedAt: Date.UTC(2026, 2, 14, 10, 10, 30, 250),
    durationSeconds: 630,
    recordingId: null,
    agentId: null,
    agentName: null,
    queueId: null,
    queueName: null,
    interactionId: null,
    attributes: {},
    receivedAt: now,
  } satisfies CallEnded)
})

test('both doors make the same event of the same call, so that the second one is a copy', () => {
  const one = eventOf(eventBridge.read(eventBridgeEvent(), now))
  const other = eventOf(dataAction.read(dataActionInput(), now + 2_000))
  expect(other).toEqual({ ...one, receivedAt: now + 2_000 })
  expect(contentFingerprint(other)).toBe(contentFingerprint(one))
})

test.each([
  ['numbers as text', { eventTime: '1773483030250', interactingDurationMs: '630250' }],
  ['times as text', { eventTime: '2026-03-14T10:10:30.250Z', interactingDurationMs: ' 630250 ' }],
  ['words in other cases', { mediaType: 'voice', direction: ' Inbound ' }],
  ['numbers without their scheme', { ani: '+15551234567', dnis: ' TEL:+18001234567' }],
  ['fractions', { eventTime: 1773483030250.2, interactingDurationMs: 630_249.9 }],
])('%s make no difference', (_, changes) => {
  const plain = eventOf(eventBridge.read(eventBridgeEvent(), now))
  for (const [, read] of doors) expect(eventOf(read(changes))).toEqual(plain)
})

test('EventBridge may name the conversation in the topic', () => {
  const event = eventBridgeEvent()
  const topic = 'v2.detail.events.conversation.3b0f6f0a-8d8e-4a43-9f0c-5d5a1f6b7c21.customer.end'
  expect(eventBridge.read({ ...event, 'detail-type': topic }, now)).toEqual(eventBridge.read(event, now))
})

describe.each(doors)('by %s', (_, read, prefix) => {
  test('what is optional may be left out, null or blank, which are the same', () => {
    const optional = ['participantId', 'ani', 'dnis', 'interactingDurationMs']
    const all = (value: unknown) => Object.fromEntries(optional.map((member) => [member, value]))
    const bare = eventOf(read(all(null)))
    expect(bare).toMatchObject({
      participantId: null,
      callerId: null,
      calleeId: null,
      startedAt: bare.endedAt,
      durationSeconds: 0,
    })
    for (const value of [undefined, '', '  ']) expect(eventOf(read(all(value)))).toEqual(bare)
  })

  test('an outbound call is from the company’s number to the customer’s', () => {
    const changes = { direction: 'OUTBOUND', ani: 'tel:+18001234567', dnis: 'tel:+15551234567' }
    expect(eventOf(read(changes))).toMatchObject({
      direction: 'OUTBOUND',
      callerId: '+18001234567',
      calleeId: '+15551234567',
    })
  })

  test.each(['CHAT', 'MESSAGE', 'CALLBACK', 'email'])(
    '%s is no phone call, whatever else is wrong with it',
    (mediaType) => {
      expect(read({ mediaType })).toEqual({ ignored: 'not a phone call' })
      expect(read({ mediaType, conversationId: null, direction: 7 })).toEqual({ ignored: 'not a phone call' })
    },
  )

  test.each([
    ['conversationId', undefined, 'is missing'],
    [
      'conversationId',
      'a:b',
      'must have 1 to 100 characters, of letters, digits, dot, underscore and hyphen',
    ],
    ['conversationId', 'x'.repeat(200_000), 'must have at most 1000 characters'],
    [
      'participantId',
      '../..',
      'must have 1 to 100 characters, of letters, digits, dot, underscore and hyphen',
    ],
    ['mediaType', undefined, 'is missing'],
    ['mediaType', ' ', 'must be VOICE'],
    ['mediaType', 7, 'must be text'],
    ['mediaType', 'UNKNOWN', 'must be VOICE'],
    ['direction', null, 'is missing'],
    ['direction', 'UNKNOWN', 'must be one of INBOUND, OUTBOUND'],
    ['ani', 15551234567, 'must be text'],
    ['dnis', '5'.repeat(257), 'must have at most 256 characters'],
    ['eventTime', undefined, 'is missing'],
    ['eventTime', null, 'is missing'],
    ['eventTime', '', 'must be epoch milliseconds, or an ISO-8601 date and time with its zone'],
    [
      'eventTime',
      '2026-03-14T10:10:30',
      'must be epoch milliseconds, or an ISO-8601 date and time with its zone',
    ],
    ['eventTime', -1, 'must not be before 1970'],
    ['eventTime', now + 86_400_001, 'must not be in the future'],
    ['eventTime', 1e300, 'must not be in the future'],
    ['eventTime', Infinity, 'must be epoch milliseconds, or an ISO-8601 date and time with its zone'],
    ['interactingDurationMs', -1, 'must not be negative'],
    ['interactingDurationMs', 'long', 'must be a number of milliseconds'],
    ['interactingDurationMs', '9'.repeat(16), 'must be at most 2147483647000'],
    ['interactingDurationMs', [], 'must be a number of milliseconds'],
  ])('%s %j is refused', (member, value, message) =>
    expect(read({ [member]: value })).toEqual({ problems: [{ field: `${prefix}${member}`, message }] }),
  )

  test('all problems at once, and no message echoes what was sent', () => {
    const reading = read({
      conversationId: 5551234567,
      direction: '+15551234567',
      eventTime: now * 2,
      interactingDurationMs: '+15551234567',
    })
    const fields = 'problems' in reading ? reading.problems.map(({ field }) => field) : []
    const members = ['conversationId', 'direction', 'interactingDurationMs', 'eventTime']
    expect(fields).toEqual(members.map((member) => `${prefix}${member}`))
    expect(JSON.stringify(reading)).not.toContain('555')
  })
})

describe('of what EventBridge sends', () => {
  test.each([
    'v2.detail.events.conversation.{id}.customer.start',
    'v2.detail.events.conversation.{id}.user.end',
    'v2.detail.events.conversation.{id}.customer.end.more',
    'not v2.detail.events.conversation.{id}.customer.end',
    'v2.detail.events.conversation.{id}.x.customer.end',
    'Scheduled Event',
  ])('%s is not the end of a call, whatever its detail', (topic) => {
    for (const detail of [eventBridgeEvent().detail, {}, null]) {
      expect(eventBridge.read({ 'detail-type': topic, detail }, now)).toEqual({
        ignored: 'not the end of a call',
      })
    }
  })

  const { 'detail-type': topic, detail } = eventBridgeEvent()
  test.each([
    [null, [{ field: 'body', message: 'must be a JSON object' }]],
    [[], [{ field: 'body', message: 'must be a JSON object' }]],
    [
      {},
      [
        { field: 'detail-type', message: 'is missing' },
        { field: 'detail', message: 'must be a JSON object' },
      ],
    ],
    [{ 'detail-type': '', detail }, [{ field: 'detail-type', message: 'is missing' }]],
    [{ 'detail-type': topic, detail: 'x' }, [{ field: 'detail', message: 'must be a JSON object' }]],
    [{ 'detail-type': topic, detail: {} }, [{ field: 'detail.eventBody', message: 'must be a JSON object' }]],
    [
      { 'detail-type': topic, detail: { eventBody: 7 } },
      [{ field: 'detail.eventBody', message: 'must be a JSON object' }],
    ],
  ])('%j is refused, with what is missing', (body, problems) =>
    expect(eventBridge.read(body, now)).toEqual({ problems }),
  )
})

test('a body of the data action that is no object is refused', () => {
  for (const body of [[], 'text', 7, true]) {
    expect(dataAction.read(body, now)).toEqual({
      problems: [{ field: 'body', message: 'must be a JSON object' }],
    })
  }
})

test('members that would reach for a prototype are harmless', () => {
  const body = JSON.stringify(dataActionInput()).replace(
    '{',
    '{"__proto__":{"direction":"OUTBOUND"},"constructor":{"prototype":{"ani":"1"}},',
  )
  const plain = eventOf(dataAction.read(dataActionInput(), now))
  expect(eventOf(dataAction.read(JSON.parse(body), now))).toEqual(plain)
  expect(({} as Changes)['direction']).toBeUndefined()
})

const avro = avsc.Type.forSchema(JSON.parse(avroSchemaOf('calls.ended.v1')))

function expectReading(reading: Reading) {
  if ('problems' in reading) expect(reading.problems.length).toBeGreaterThan(0)
  else if ('event' in reading) {
    expect({ ...avro.fromBuffer(avro.toBuffer(reading.event)) }).toEqual(reading.event)
  } else expect(reading.ignored).toMatch(/^not /)
}

const anyText = fc.string({ unit: 'binary' })
const anyMember = fc.oneof(
  anyText,
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.double(),
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  fc.constant(null),
  fc.jsonValue(),
)

test('any JSON is ignored, refused, or becomes an event that Avro holds unchanged', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expectReading(dataAction.read(body, now))
      expectReading(eventBridge.read(body, now))
      expectReading(eventBridge.read({ ...eventBridgeEvent(), detail: body }, now))
      expectReading(eventBridge.read({ ...eventBridgeEvent(), 'detail-type': body }, now))
    }),
  )
})

test('any member may have any value, and both doors make the same of it', () => {
  const anyChange = fc.dictionary(fc.constantFrom(...Object.keys(dataActionInput()), '__proto__'), anyMember)
  fc.assert(
    fc.property(anyChange, (changes) => {
      const [one, other] = doors.map(([, read]) => read(changes))
      expectReading(one!)
      expect(Object.keys(other!)).toEqual(Object.keys(one!))
      if ('event' in one!) expect(other).toEqual(one)
    }),
  )
})
