import { PipelineError } from '@calltrail/runtime'
import { followedUp, inOrder } from '@calltrail/runtime/testing'
import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import { endedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import type { Recording } from './domain/recording.ts'
import { agent, conversation, customer, queue, resolved } from './testing/conversations.ts'
import { janeRoe, johnDoe, matched } from './testing/contacts.ts'
import { available, enrichedAt, enricher, missingAfter } from './testing/enricher.ts'
import { fakeAgents, fakeConversations, fakeDirectory, fakeRecordings } from './testing/fake-vendors.ts'

const { receivedAt } = endedCall()

async function eventsOf(
  { stage }: ReturnType<typeof enricher>,
  ...calls: CallEnded[]
): Promise<CallEnriched[]> {
  const outcomes = await stage.process(calls, inOrder)
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'emit') throw new Error(`the outcome is ${outcome.kind}`)
    return outcome.event
  })
}

describe('a batch', () => {
  it('gives one event per call, in their order', async () => {
    const contacts = fakeDirectory({
      byId: { [janeRoe.id]: janeRoe },
      byPhone: { '+15551234567': matched(johnDoe) },
    })
    const events = await eventsOf(
      enricher({ contacts }),
      endedCall({ eventId: 'e-1', attributes: { contact_id: janeRoe.id } }),
      endedCall({ eventId: 'e-2', direction: 'INTERNAL' }),
      endedCall({ eventId: 'e-3' }),
      endedCall({ eventId: 'e-4', callerId: 'anonymous' }),
      endedCall({ eventId: 'e-5', callerId: '+15550000000' }),
    )
    expect(events.map(({ eventId, contactMatch }) => [eventId, contactMatch])).toEqual([
      ['e-1', 'CONTACT_ID'],
      ['e-2', 'INTERNAL'],
      ['e-3', 'PHONE'],
      ['e-4', 'NO_NUMBER'],
      ['e-5', 'NOT_FOUND'],
    ])
    expect(events[2]).toMatchObject({ contact: johnDoe, enrichedAt })
  })

  it('looks each id and each number up once, and numbers only of calls whose contact is not known by its id', async () => {
    const contacts = fakeDirectory({ byId: { [janeRoe.id]: janeRoe } })
    await eventsOf(
      enricher({ contacts }),
      endedCall({ callerId: '+14155550102', attributes: { contact_id: janeRoe.id } }),
      endedCall({ callerId: '+14155550102', attributes: { contact_id: janeRoe.id.slice(0, 15) } }),
      endedCall({ callerId: '+14155550103', attributes: { contact_id: '003Sm0000Nobody' } }),
      endedCall(),
      endedCall({ callerId: 'tel:(555) 123-4567' }),
      endedCall({ callerId: 'anonymous' }),
      endedCall({ direction: 'INTERNAL', calleeId: '+14155550104' }),
    )
    expect(contacts.asked.ids).toEqual([[janeRoe.id, '003Sm0000NobodyIQA']])
    expect(contacts.asked.phones).toEqual([['+14155550103', '+15551234567']])
  })

  it('asks for each recording once, and for none of a call without one', async () => {
    const recordings = fakeRecordings({
      'recording-1': available('recording-1'),
      'recording-2': { status: 'PENDING' },
    })
    const events = await eventsOf(
      enricher({ recordings }),
      endedCall({ recordingId: 'recording-1' }),
      endedCall({ recordingId: null }),
      endedCall({ recordingId: 'recording-2' }),
      endedCall({ recordingId: 'recording-1' }),
      endedCall({ recordingId: 'recording-3' }),
    )
    expect(recordings.asked).toEqual(['recording-1', 'recording-2', 'recording-3'])
    expect(events.map(({ recordingStatus, recordingUrl }) => [recordingStatus, recordingUrl])).toEqual([
      ['AVAILABLE', 'https://audio.example/recording-1'],
      ['NOT_RECORDED', null],
      ['PENDING', null],
      ['AVAILABLE', 'https://audio.example/recording-1'],
      ['MISSING', null],
    ])
  })

  it('asks for each agent once', async () => {
    const agents = fakeAgents({ 'user-agent-1': { name: 'Agent Smith', email: 'smith@calltrail.example' } })
    const events = await eventsOf(
      enricher({ agents }),
      endedCall(),
      endedCall({ agentId: 'user-agent-2' }),
      endedCall(),
      endedCall({ agentId: null }),
    )
    expect(agents.asked).toEqual([['user-agent-1', 'user-agent-2']])
    expect(events.map(({ agentEmail }) => agentEmail)).toEqual([
      'smith@calltrail.example',
      null,
      'smith@calltrail.example',
      null,
    ])
  })

  it('without calls is no trouble', async () => {
    expect(await eventsOf(enricher())).toEqual([])
  })
})

describe('a directory that cannot look', () => {
  const outage = new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce did not answer: ECONNREFUSED')

  it.each(['byId', 'byPhone'] as const)('passes its error on: %s', async (method) => {
    const contacts = { ...fakeDirectory(), [method]: () => Promise.reject(outage) }
    const call = endedCall({ attributes: method === 'byId' ? { contact_id: janeRoe.id } : {} })
    await expect(enricher({ contacts }).stage.process([call], inOrder)).rejects.toBe(outage)
  })

  it('leaves Genesys in peace: the batch will come again', async () => {
    const recordings = fakeRecordings()
    const conversations = fakeConversations()
    const agents = fakeAgents()
    const contacts = { ...fakeDirectory(), byPhone: () => Promise.reject(outage) }
    const { stage } = enricher({ contacts, recordings, conversations, agents })
    const calls = [endedCall(), endedCall({ scope: 'CONVERSATION' })]
    await expect(stage.process(calls, inOrder)).rejects.toBe(outage)
    expect([recordings.asked, conversations.asked.whole, agents.asked]).toEqual([[], [], []])
  })
})

describe('a webhook’s call', () => {
  const known = conversation([customer(), queue(), agent('user-agent-1', { wrapUp: resolved })])
  const recordings = { 'recording-222': available('recording-222') }

  it('is told at once without its conversation, which it is followed up for', async () => {
    const conversations = fakeConversations(known)
    const { look } = enricher({ conversations, recordings: fakeRecordings(recordings) })
    expect(await look(endedCall())).toMatchObject({
      kind: 'emit',
      followUp: 'conversation:user-agent-1',
      event: { revision: receivedAt, outcome: 'COMPLETED', transferred: null, wrapUpCode: null },
    })
    expect(conversations.asked).toEqual({ whole: [], outlines: [] })
  })

  it('gets wrap-up, notes and transfers a little later, and is then complete, with its recording', async () => {
    const conversations = fakeConversations(known)
    const { look } = enricher({
      conversations,
      recordings: fakeRecordings(recordings),
      contacts: fakeDirectory({ byPhone: { '+15551234567': matched(johnDoe) } }),
    })
    expect(await look(endedCall(), followedUp(1, 'conversation:user-agent-1'))).toMatchObject({
      kind: 'emit',
      followUp: '',
      event: {
        eventId: endedCall().eventId,
        revision: receivedAt + 1,
        contact: johnDoe,
        wrapUpCode: 'wrap-up-resolved',
        wrapUpName: 'Resolved',
        wrapUpNotes: 'Reset the router.',
        transferred: false,
        recordingStatus: 'AVAILABLE',
        recordingUrlExpiresAt: enrichedAt + 3_600_000,
      },
    })
    expect(conversations.asked).toEqual({ whole: [], outlines: [['conversation-111']] })
  })

  it.each([1, 2, 3])(
    'waits for a wrap-up that is not there yet, at no request: follow-up %i',
    async (number) => {
      const asked = fakeRecordings(recordings)
      const agents = fakeAgents()
      const { look } = enricher({
        conversations: fakeConversations(conversation()),
        recordings: asked,
        agents,
      })
      expect(await look(endedCall(), followedUp(number, 'wrap-up:user-agent-1'))).toEqual({
        kind: 'skip',
        reason: 'NO_NEWS',
        followUp: 'wrap-up:user-agent-1',
      })
      expect([asked.asked, agents.asked.flat()]).toEqual([[], []])
    },
  )

  it('whose conversation Genesys does not know, and whose recording was there at once, is never told twice', async () => {
    const asked = fakeRecordings(recordings)
    const { look } = enricher({ recordings: asked })
    let outcome = await look(endedCall())
    expect(outcome).toMatchObject({ kind: 'emit', event: { recordingStatus: 'AVAILABLE' } })
    for (const number of [1, 2, 3]) {
      outcome = await look(endedCall(), followedUp(number, missingAfter(outcome)))
      expect(outcome).toEqual({ kind: 'skip', reason: 'NO_NEWS', followUp: 'conversation:user-agent-1' })
    }
    expect(asked.asked).toEqual(['recording-222'])
  })

  it('is told again when its recording is there, and then asked for nothing but what is missing', async () => {
    const found: Record<string, Recording> = { 'recording-222': { status: 'PENDING' } }
    const asked = fakeRecordings(found)
    const { look } = enricher({ recordings: asked })
    const first = await look(endedCall())
    expect(first).toMatchObject({
      kind: 'emit',
      followUp: 'conversation:user-agent-1 recording:user-agent-1',
      event: { recordingStatus: 'PENDING' },
    })
    const still = await look(endedCall(), followedUp(1, missingAfter(first)))
    expect(still).toEqual({ kind: 'skip', reason: 'NO_NEWS', followUp: missingAfter(first) })

    found['recording-222'] = available('recording-222')
    const second = await look(endedCall(), followedUp(2, missingAfter(still)))
    expect(second).toMatchObject({
      kind: 'emit',
      followUp: 'conversation:user-agent-1',
      event: { recordingStatus: 'AVAILABLE', revision: receivedAt + 2 },
    })
    expect(await look(endedCall(), followedUp(3, missingAfter(second)))).toMatchObject({ kind: 'skip' })
    expect(asked.asked).toEqual(['recording-222', 'recording-222', 'recording-222'])
  })

  it('of which everything is known at once has no follow-up', async () => {
    const conversations = fakeConversations(known)
    const { look } = enricher({ conversations, recordings: fakeRecordings(recordings) })
    expect(await look(endedCall({ callerId: null }))).toMatchObject({
      kind: 'emit',
      followUp: '',
      event: { wrapUpName: 'Resolved', recordingStatus: 'AVAILABLE' },
    })
  })

  it('is not told again with less than before while Genesys does not tell its conversation', async () => {
    const asked = fakeRecordings(recordings)
    const { look } = enricher({ recordings: asked })
    expect(await look(endedCall(), followedUp(2, 'recording:user-agent-1'))).toEqual({
      kind: 'skip',
      reason: 'NO_NEWS',
      followUp: 'recording:user-agent-1',
    })
    expect(asked.asked).toEqual([])
  })

  it('is not told by an outline that has not come as far as its agent yet', async () => {
    const lagging = conversation([customer(), queue()], { endedAt: null })
    const words = 'conversation:user-agent-1'
    for (const missing of [words, 'wrap-up:user-agent-1']) {
      const { look } = enricher({ conversations: fakeConversations(lagging) })
      expect(await look(endedCall(), followedUp(1, missing))).toEqual({
        kind: 'skip',
        reason: 'NO_NEWS',
        followUp: missing,
      })
    }
    const going = fakeConversations({ ...known, endedAt: null })
    expect(await enricher({ conversations: going }).look(endedCall(), followedUp(2, words))).toMatchObject({
      kind: 'emit',
      event: { wrapUpName: 'Resolved' },
    })
  })

  it('waits for its recording again if Genesys does not tell it the second time', async () => {
    const { look } = enricher({
      conversations: fakeConversations(known),
      recordings: fakeRecordings({ 'recording-222': { status: 'PENDING' } }),
    })
    expect(await look(endedCall(), followedUp(1, 'wrap-up:user-agent-1'))).toMatchObject({
      kind: 'emit',
      followUp: 'recording:user-agent-1',
      event: { wrapUpName: 'Resolved', recordingStatus: 'PENDING' },
    })
  })

  it.each(['', 'everything', 'true'])(
    'of which nobody says what is missing is looked at whole: %j',
    async (words) => {
      const { look } = enricher({
        conversations: fakeConversations(known),
        recordings: fakeRecordings(recordings),
      })
      expect(await look(endedCall(), followedUp(1, words))).toMatchObject({
        kind: 'emit',
        followUp: '',
        event: { wrapUpName: 'Resolved', recordingStatus: 'AVAILABLE' },
      })
    },
  )

  it('without the customer’s number is told with the one of its conversation, and with what that says of the contact', async () => {
    const conversations = fakeConversations(
      conversation([customer({ attributes: { contact_id: janeRoe.id } }), agent()]),
    )
    const contacts = fakeDirectory({ byId: { [janeRoe.id]: janeRoe } })
    const event = endedCall({ callerId: null, attributes: {} })
    expect(await enricher({ conversations, contacts }).look(event)).toMatchObject({
      kind: 'emit',
      event: { callerId: '+15551234567', customerPhone: '+15551234567', contact: janeRoe },
    })
    expect(conversations.asked).toEqual({ whole: [['conversation-111']], outlines: [] })
    expect(contacts.asked).toEqual({ ids: [[janeRoe.id]], phones: [] })
  })

  it('of which a recording is not named gets the one that its conversation has', async () => {
    const { look } = enricher({
      conversations: fakeConversations({ ...known, isRecorded: true }),
      recordings: fakeRecordings({ 'conversation-111': available('recording-333') }),
    })
    const event = endedCall({ recordingId: null })
    const first = await look(event)
    expect(first).toMatchObject({ event: { recordingStatus: 'NOT_RECORDED' } })
    expect(await look(event, followedUp(1, missingAfter(first)))).toMatchObject({
      event: { recordingStatus: 'AVAILABLE', recordingId: 'recording-333' },
      followUp: '',
    })
  })
})

describe('without look-ups', () => {
  it('of recordings a call has the lasting link only, and no request is made for it', async () => {
    const { look } = enricher({ recordings: null, conversations: null })
    expect(await look(endedCall())).toMatchObject({
      kind: 'emit',
      followUp: '',
      event: {
        recordingStatus: 'UNKNOWN',
        recordingUrl: null,
        recordingLink: 'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/conversation-111',
      },
    })
  })
})
