/** How conversations are read in either API’s words. Shapes are those of Genesys’s own SDK. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { legsOf } from '../domain/conversation.ts'
import { readAnalyticsConversation } from './genesys-analytics-conversation.ts'
import { readConversation } from './genesys-conversation.ts'

/** What Genesys answers. */
type Answered = Readonly<Record<string, unknown>>

const start = '2026-03-14T10:00:00.000Z'
const answered = '2026-03-14T10:00:15.000Z'
const end = '2026-03-14T10:10:30.000Z'

function platform(agent: Answered, call: Answered = {}): Answered {
  return {
    id: 'c-1',
    startTime: start,
    endTime: end,
    participants: [
      {
        id: 'p-1',
        purpose: 'agent',
        userId: 'u-1',
        calls: [{ state: 'disconnected', connectedTime: answered, disconnectedTime: end, ...call }],
        ...agent,
      },
    ],
  }
}

function analytics(session: Answered, ...segments: Answered[]): Answered {
  return {
    conversationId: 'c-1',
    conversationStart: start,
    conversationEnd: end,
    participants: [
      {
        participantId: 'p-1',
        purpose: 'agent',
        userId: 'u-1',
        sessions: [{ mediaType: 'voice', ...session, segments }],
      },
    ],
  }
}

const interact = (from = answered, to: string | null = end): Answered => ({
  segmentType: 'interact',
  segmentStart: from,
  ...(to !== null && { segmentEnd: to }),
})

const only = (read: ReturnType<typeof readConversation>) => read!.participants[0]!

describe('an agent', () => {
  it('who was rung and did not answer has not taken part', () => {
    const rung = { startAlertingTime: answered, connectedTime: undefined }
    expect(legsOf(readConversation(platform({}, rung))!)).toEqual([])
    const alert = { segmentType: 'alert', segmentStart: answered, segmentEnd: end }
    expect(legsOf(readAnalyticsConversation(analytics({}, alert))!)).toEqual([])
  })

  it('who put the customer on hold was in the call meanwhile, and not while wrapping up', () => {
    const read = readAnalyticsConversation(
      analytics(
        {},
        { segmentType: 'alert', segmentStart: start, segmentEnd: answered },
        interact(answered, '2026-03-14T10:05:00.000Z'),
        { segmentType: 'hold', segmentStart: '2026-03-14T10:05:00.000Z', segmentEnd: end },
        {
          segmentType: 'wrapup',
          segmentStart: end,
          segmentEnd: '2026-03-14T10:12:00.000Z',
          wrapUpCode: 'w-1',
        },
      ),
    )
    expect(only(read)).toMatchObject({
      answeredAt: Date.parse(answered),
      endedAt: Date.parse(end),
      wrapUp: { code: 'w-1', notes: null },
    })
  })

  it('who has not hung up has no end', () => {
    expect(only(readConversation(platform({}, { disconnectedTime: undefined }))).endedAt).toBeNull()
    expect(only(readAnalyticsConversation(analytics({}, interact(answered, null)))).endedAt).toBeNull()
  })

  it.each(['monitoredParticipantId', 'coachedParticipantId'])('who listens is known: %s', (member) => {
    expect(only(readConversation(platform({ [member]: 'p-2' }))).isListener).toBe(true)
    expect(only(readAnalyticsConversation(analytics({ [member]: 'p-2' }, interact()))).isListener).toBe(true)
  })

  it('who declined to wrap up is known', () => {
    expect(only(readConversation(platform({ wrapupSkipped: true }))).wrapUpSkipped).toBe(true)
    expect(only(readAnalyticsConversation(analytics({ acwSkipped: true }, interact()))).wrapUpSkipped).toBe(
      true,
    )
  })

  it('who has begun to wrap up and said nothing yet has not', () => {
    expect(only(readConversation(platform({ wrapup: { provisional: true } }))).wrapUp).toBeNull()
    const begun = { segmentType: 'wrapup', segmentStart: end }
    expect(only(readAnalyticsConversation(analytics({}, interact(), begun))).wrapUp).toBeNull()
  })

  it('who only chatted took no call', () => {
    expect(readConversation(platform({ calls: [] }))?.participants).toEqual([])
    expect(readAnalyticsConversation(analytics({ mediaType: 'chat' }, interact()))?.participants).toEqual([])
  })
})

describe('whether the conversation is recorded', () => {
  it.each([
    [{ recording: true }, true],
    [{ recordingId: 'r-1' }, true],
    [{ recording: false }, null],
    [{}, null],
  ])('is known from its calls when they say so: %j', (call, expected) => {
    expect(readConversation(platform({}, call))?.isRecorded).toBe(expected)
  })

  it.each([
    [{ recording: true }, true],
    [{ recording: false }, false],
    [{}, null],
  ])('is known from analytics: %j', (session, expected) => {
    expect(readAnalyticsConversation(analytics(session, interact()))?.isRecorded).toBe(expected)
  })
})

it('attributes are texts without control characters, and none is called __proto__', () => {
  const attributes = JSON.parse(
    '{"contact_id":"003","tier\\u0000":"Gold\\u0007","lines":"a\\nb","__proto__":"x","__pro\\u0001to__":"y","n":1,"o":{}}',
  ) as Record<string, string>
  expect(only(readConversation(platform({ attributes }))).attributes).toEqual({
    contact_id: '003',
    tier: 'Gold',
    lines: 'a\nb',
  })
})

it('one participant with odd members does not hide the others', () => {
  const participants = platform({})['participants'] as Answered[]
  const odd = { id: 'odd', purpose: 7, userId: {}, connectedTime: 'soon', calls: 'none', attributes: [1] }
  const read = readConversation({ ...platform({}), participants: [odd, ...participants] })
  expect(read?.participants.map(({ id }) => id)).toEqual(['p-1'])
})

it('whatever Genesys answers is a conversation or none', () => {
  const anything = fc.anything()
  const almost = fc.record(
    {
      id: fc.constant('c-1'),
      conversationId: fc.constant('c-1'),
      startTime: fc.constantFrom(start, 'soon', null),
      conversationStart: fc.constantFrom(start, 'soon', null),
      participants: fc.array(
        fc.record({
          id: fc.constant('p-1'),
          participantId: fc.constant('p-1'),
          purpose: anything,
          calls: fc.oneof(anything, fc.array(fc.object())),
          sessions: fc.oneof(
            anything,
            fc.array(fc.record({ mediaType: fc.constant('voice'), segments: anything })),
          ),
          attributes: anything,
          wrapup: anything,
        }),
      ),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(anything, almost), (body) => {
      for (const read of [readConversation(body), readAnalyticsConversation(body)]) {
        expect(read === undefined || Number.isFinite(read.startedAt)).toBe(true)
      }
    }),
  )
})
