import { avroSchemaOf } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { endedCall } from '@calltrail/schemas/testing'
import avsc from 'avsc'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCallEndedPayload } from './call-ended-payload.ts'
import { toCallEnded } from './canonical-event.ts'
import type { FieldProblem } from './field-problem.ts'

const now = Date.UTC(2026, 2, 14, 10, 11)

/** The body of the documentation, to the letter. */
const documented = {
  conversationId: 'conversation-111',
  participantId: 'user-agent-1',
  conversationType: 'phone',
  callerId: '+15551234567',
  calleeId: '+18001234567',
  direction: 'INBOUND',
  startTime: '2026-03-14T10:00:00Z',
  endTime: '2026-03-14T10:10:30Z',
  durationSeconds: 630,
  recordingId: 'recording-222',
  agentId: 'user-agent-1',
  agentName: 'Agent Smith',
  queueId: 'queue-456',
  queueName: 'Support Queue',
  interactionId: 'interaction-123',
  attributes: { contact_id: '003xx000003SG', account_id: '001xx000002Edc', customer_tier: 'Premium' },
}

const required = {
  conversationId: 'conversation-111',
  direction: 'OUTBOUND',
  startTime: '2026-03-14T10:00:00Z',
  endTime: '2026-03-14T10:10:30.600Z',
}

function accepted(body: unknown): CallEnded {
  const result = readCallEndedPayload(body, now)
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return toCallEnded(result.payload, now)
}

function problems(body: unknown): readonly FieldProblem[] {
  const result = readCallEndedPayload(body, now)
  return 'problems' in result ? result.problems : []
}

const problemFields = (body: unknown) => problems(body).map(({ field }) => field)

test('the documented payload becomes the canonical event', () => {
  expect(accepted(documented)).toEqual(endedCall({ receivedAt: now }))
})

test('what is optional may be left out, null or blank, which are the same', () => {
  const optional = Object.keys(documented).filter((name) => !(name in required))
  const bare = accepted(required)
  expect(bare).toMatchObject({
    eventId: 'conversation-111',
    participantId: null,
    callerId: null,
    durationSeconds: 631,
    attributes: {},
  })
  expect(accepted({ ...required, ...Object.fromEntries(optional.map((name) => [name, null])) })).toEqual(bare)
  const texts = optional.filter((name) => name !== 'durationSeconds' && name !== 'attributes')
  expect(accepted({ ...required, ...Object.fromEntries(texts.map((name) => [name, '  '])) })).toEqual(bare)
})

test('text is trimmed and made safe for Avro and Salesforce', () => {
  const event = accepted({
    ...required,
    agentName: ' Zoë\u0000 \uD83D\u0007Smith\n ',
    attributes: { 'no\u0000tes': 'two\nlines \uDC00' },
  })
  expect(event.agentName).toBe('Zoë \uFFFDSmith')
  expect(event.attributes).toEqual({ notes: 'two\nlines \uFFFD' })
})

test('direction and conversation type are read in any case', () => {
  expect(accepted({ ...required, direction: ' inbound ', conversationType: 'Phone' }).direction).toBe(
    'INBOUND',
  )
  for (const conversationType of ['PHONE', 'call', 'callback', 'voice'])
    accepted({ ...required, conversationType })
})

test('a fractional duration is rounded, and a given one wins over the times', () => {
  expect(accepted({ ...required, durationSeconds: 600.5 }).durationSeconds).toBe(601)
  expect(accepted({ ...required, durationSeconds: -0 }).durationSeconds).toBe(0)
})

test('times may have any offset', () => {
  const event = accepted({ ...required, startTime: '2026-03-14T11:00:00+01:00' })
  expect(event.startedAt).toBe(Date.UTC(2026, 2, 14, 10))
})

test('attributes become text, in one order', () => {
  const attributes = { tier: 1, vip: true, gone: null, nested: { a: [1] }, a: '' }
  expect(Object.entries(accepted({ ...required, attributes }).attributes)).toEqual([
    ['a', ''],
    ['nested', '{"a":[1]}'],
    ['tier', '1'],
    ['vip', 'true'],
  ])
})

test('members that would reach for a prototype are harmless', () => {
  const body = JSON.parse(
    `{"__proto__":{"direction":"INBOUND"},"constructor":1,${JSON.stringify(required).slice(1, -1)},
      "attributes":{"__proto__":{"contact_id":"003"},"__proto\\u0000__":"z","constructor":"x","toString":"y"}}`,
  )
  const event = accepted(body)
  expect(Object.entries(event.attributes)).toEqual([
    ['constructor', 'x'],
    ['toString', 'y'],
  ])
  expect(event.direction).toBe('OUTBOUND')
  expect(event.attributes['contact_id']).toBeUndefined()
  expect(Object.getPrototypeOf(event.attributes)).toBe(Object.prototype)
  expect(({} as Record<string, unknown>)['contact_id']).toBeUndefined()
})

describe('refused, with the member named', () => {
  test.each([
    ['conversationId', { conversationId: 'has space' }],
    ['conversationId', { conversationId: 'a:b' }],
    ['conversationId', { conversationId: '' }],
    ['conversationId', { conversationId: null }],
    ['conversationId', { conversationId: 7 }],
    ['conversationId', { conversationId: 'x'.repeat(101) }],
    ['participantId', { participantId: '../..' }],
    ['conversationType', { conversationType: 'email' }],
    ['direction', { direction: 'SIDEWAYS' }],
    ['direction', { direction: undefined }],
    ['callerId', { callerId: 15551234567 }],
    ['callerId', { callerId: '5'.repeat(257) }],
    ['startTime', { startTime: '2026-03-14T10:00:00' }],
    ['startTime', { startTime: '1900-01-01T00:00:00Z' }],
    ['endTime', { endTime: '2026-03-14T09:59:59Z' }],
    ['endTime', { endTime: '2026-03-16T10:00:00Z' }],
    ['endTime', { endTime: 1_773_489_600 }],
    ['durationSeconds', { durationSeconds: -1 }],
    ['durationSeconds', { durationSeconds: '630' }],
    ['durationSeconds', { durationSeconds: 2_147_483_648 }],
    ['durationSeconds', { durationSeconds: Infinity }],
    ['attributes', { attributes: ['a'] }],
    ['attributes', { attributes: 'a' }],
    ['attributes', { attributes: { ['x'.repeat(257)]: '' } }],
    ['attributes', { attributes: Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`a${i}`, ''])) }],
    ['attributes', { attributes: { a: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) } }],
  ])('%s: case %#', (field, change) => expect(problemFields({ ...required, ...change })).toEqual([field]))

  test.each([null, [], 'text', 7, true])('%j is no event', (body) =>
    expect(problems(body)).toEqual([{ field: 'body', message: 'must be a JSON object' }]),
  )

  test('a name or a note that is too long is cut with a mark, so that its call is not lost', () => {
    const notes = `${'x'.repeat(31_998)}\u{1F600}\u{1F600}`
    const event = accepted({ ...required, agentName: 'x'.repeat(257), attributes: { notes } })
    expect(event.agentName).toBe(`${'x'.repeat(255)}…`)
    expect(event.attributes['notes']).toBe(`${'x'.repeat(31_998)}…`)
  })

  test('all problems at once, rules between members included', () => {
    const body = { ...required, conversationId: undefined, direction: 'UP', endTime: '2026-03-14T09:00:00Z' }
    expect(problems(body)).toEqual([
      { field: 'conversationId', message: 'is missing' },
      { field: 'direction', message: 'must be one of INBOUND, OUTBOUND, INTERNAL' },
      { field: 'endTime', message: 'must not be before startTime' },
    ])
  })

  test('no message echoes what was sent', () => {
    const body = Object.fromEntries(Object.keys(documented).map((name) => [name, '+15551234567 !']))
    expect(JSON.stringify(problems(body))).not.toContain('555')
  })
})

const avro = avsc.Type.forSchema(JSON.parse(avroSchemaOf('calls.ended.v1')))
const anyText = fc.string({ unit: 'binary' })
const anyInstant = fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
const anyMember = fc.oneof(anyText, anyInstant, fc.double(), fc.constant(null), fc.jsonValue())

function expectEventOrProblems(body: unknown) {
  const result = readCallEndedPayload(body, now)
  if ('problems' in result) {
    expect(result.problems.length).toBeGreaterThan(0)
    return
  }
  const event = toCallEnded(result.payload, now)
  const decoded = { ...avro.fromBuffer(avro.toBuffer(event)) }
  expect(decoded).toEqual(event)
}

test('any JSON is refused or becomes an event that Avro holds unchanged', () => {
  fc.assert(fc.property(fc.jsonValue(), expectEventOrProblems))
})

test('any member may have any value: it is refused, or Avro holds it unchanged', () => {
  const anyChange = fc.dictionary(fc.constantFrom(...Object.keys(documented)), anyMember)
  fc.assert(fc.property(anyChange, (change) => expectEventOrProblems({ ...documented, ...change })))
})

test('any text and attributes become an event that Avro holds unchanged', () => {
  const anyEvent = fc.record({
    agentName: anyText,
    callerId: anyText,
    attributes: fc.dictionary(
      fc.oneof(anyText, fc.constant('__proto\0__')),
      fc.oneof(anyText, fc.jsonValue()),
      {
        maxKeys: 20,
      },
    ),
    durationSeconds: fc.double({ min: 0, max: 2_147_483_647, noNaN: true }),
  })
  fc.assert(fc.property(anyEvent, (change) => expectEventOrProblems({ ...required, ...change })))
})
