import { describe, expect, it } from 'vitest'
import { callStoryOf } from '../../domain/call-story.ts'
import type { ToldRecord } from '../../domain/story-steps.ts'
import { acceptedAt, callRecord, topicOf } from '../../testing/call-records.ts'
import { acceptedRecord, enrichedRecord, failedRecord, loggedRecord } from '../../testing/told-calls.ts'
import { linksBy } from './links.ts'
import { storyDocument } from './story-document.ts'
import { storyText } from './story-text.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const links = linksBy({
  salesforceAppUrl: 'https://acme.my.salesforce.com',
  traceLink: 'http://localhost:16686/trace/{traceId}',
})
const processes = new Map([
  ['enricher', 1],
  ['sink', 1],
] as const)

function conversation(told: readonly ToldRecord[], waiting: readonly string[] = []) {
  const committed = (topic: string) => (waiting.includes(topic) ? 0 : 1_000)
  const story = callStoryOf('conversation-111:user-agent-1', told, { said: new Map(), committed })
  return { conversationId: 'conversation-111', stories: [story], processes }
}

const view = { links, reveal: false, now: acceptedAt + 10_000, width: 100 }
const text = (...args: Parameters<typeof conversation>) => storyText(conversation(...args), view)

it('a call that failed once, and was logged: everything in its order, within the width of a terminal', () => {
  const told = [
    acceptedRecord(20, { headers: { traceparent } }),
    enrichedRecord(200, { headers: { traceparent } }),
    failedRecord(900, 1, { headers: { traceparent } }),
    loggedRecord(6_100, { headers: { traceparent } }, { accountId: '001Sm0000Acme01IQA' }),
  ]
  expect(text(told)).toBe(`conversation-111:user-agent-1: logged
2026-03-14
10:10:31.000Z  accepted    inbound call of 630 s that ended 2026-03-14 10:10:30Z, participant
                           user-agent-1, agent user-agent-1, queue queue-456 (Support Queue),
                           recording recording-222
10:10:31.200Z  enriched    contact 003Sm0000JohnD1IQI, by the customer’s number
                           recording available; revision 1773483031000
10:10:31.900Z  failed      attempt 1 of the sink: SALESFORCE_ROW_LOCKED: UNABLE_TO_LOCK_ROW
                           to be tried again, not before 10:10:36.900Z (retry 1)
10:10:37.100Z  logged      Task 00TSm0000000001MAA created, contact 003Sm0000JohnD1IQI, account
                           001Sm0000Acme01IQA
                           https://acme.my.salesforce.com/00TSm0000000001MAA
Now                        in Salesforce 6.1 s after it was accepted
Trace                      http://localhost:16686/trace/4bf92f3577b34da6a3ce929d0e0e4736
                           shows: accepted, enriched, failed, logged

Numbers, names and free text are hidden; '--reveal' shows them.
`)
})

describe('now', () => {
  it('it waits for a retry', () => {
    const told = [acceptedRecord(), enrichedRecord(200), failedRecord(8_000, 2)]
    const shown = text(told, [topicOf('retry', 'sink', 2).name])
    expect(shown).toContain('conversation-111:user-agent-1: waits for a retry\n')
    expect(shown).toContain(
      'Now                        retry 2 of the sink: not before 10:10:44.000Z, in 3.0 s\n',
    )
  })

  it('nobody is there to take it', () => {
    const told = [acceptedRecord(), enrichedRecord(200, { offset: 5 })]
    const waiting = conversation(told, [topicOf('enriched').name])
    const shown = storyText({ ...waiting, processes: new Map([['sink', 0]]) }, view)
    expect(shown).toContain('waits for the sink for 9.8 s, behind up to 5 records\n')
    expect(shown).toContain('no process of the sink is running\n')
  })

  it('it is a dead letter: what to type next', () => {
    const shown = text([acceptedRecord(), failedRecord(8_000, 'dead', { partition: 2, offset: 5 })])
    expect(shown).toContain(
      'given up    by the sink after 4 attempts: SALESFORCE_ROW_LOCKED: UNABLE_TO_LOCK_ROW\n',
    )
    expect(shown).toContain('calltrail dead-letters replay sink-2-5\n')
  })

  it('a follow-up is to come', () => {
    const { name } = topicOf('follow-up', 'enricher', 1)
    const record = callRecord(topicOf('follow-up', 'enricher', 1), {
      headers: {
        'calltrail-missing': 'wrap-up:user-agent-1',
        'calltrail-not-before': '2026-03-14T10:11:31.000Z',
      },
    })
    const shown = text([acceptedRecord(), { says: 'follow-up', record }, loggedRecord(900)], [name])
    expect(shown).toContain('follow-up   to be looked up again at 10:11:31.000Z, for wrap-up:user-agent-1\n')
    expect(shown).toContain('follow-up 1 of the enricher: not before 10:11:31.000Z, in 50 s\n')
  })
})

describe('personal data', () => {
  const told = [acceptedRecord(), enrichedRecord(200), loggedRecord(900)]
  const personal = /5551234567|John Doe|Smith|acme\.example/

  it('is hidden, in the text and in the document', () => {
    expect(text(told)).not.toMatch(personal)
    expect(JSON.stringify(storyDocument(conversation(told), view))).not.toMatch(personal)
  })

  it('is there for whoever asks for it', () => {
    const revealed = { ...view, reveal: true }
    expect(storyText(conversation(told), revealed)).toMatch(/\(John Doe\)[^]*customer\s+\+15551234567/)
    expect(JSON.stringify(storyDocument(conversation(told), revealed))).toContain('+15551234567')
  })
})

it('a stranger’s text cannot drive the terminal', () => {
  const headers = { 'calltrail-error-message': '\u001B[2Jgone' }
  expect(text([acceptedRecord(), failedRecord(900, 'dead', { headers })])).toContain(
    String.raw`\u001b[2Jgone`,
  )
})

it('the document has stable names', () => {
  const told = [acceptedRecord(0, { headers: { traceparent } }), failedRecord(8_000, 'dead')]
  const { events } = storyDocument(conversation(told), view)
  expect(events).toMatchObject([
    {
      eventId: 'conversation-111:user-agent-1',
      state: 'dead-lettered',
      handle: 'sink-0-0',
      afterMs: null,
      pending: [],
      steps: [
        { at: '2026-03-14T10:10:31.000Z', kind: 'accepted', sort: 'first' },
        { kind: 'dead', code: 'SALESFORCE_ROW_LOCKED', attempts: 4, state: 'open' },
      ],
      traces: [
        {
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
          link: 'http://localhost:16686/trace/4bf92f3577b34da6a3ce929d0e0e4736',
          shows: ['accepted'],
        },
      ],
    },
  ])
})

it('no link is made up: where everybody logs in there are no Tasks', () => {
  const { task, trace } = linksBy({ salesforceAppUrl: 'https://login.salesforce.com', traceLink: null })
  expect(task('00T')).toBeUndefined()
  expect(trace('abc')).toBeUndefined()
})
