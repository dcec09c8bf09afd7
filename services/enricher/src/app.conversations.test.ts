import { atTheLastTry, followedUp, inOrder, overtaken } from '@calltrail/runtime/testing'
import { endedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import type { Participant } from './domain/conversation.ts'
import { agent, at, conversation, customer, resolved } from './testing/conversations.ts'
import { janeRoe } from './testing/contacts.ts'
import { available, enrichedAt, enricher, missingAfter } from './testing/enricher.ts'
import { fakeAgents, fakeConversations, fakeDirectory, fakeRecordings } from './testing/fake-vendors.ts'

const { receivedAt } = endedCall()

describe('an event about a conversation', () => {
  const event = endedCall({
    eventId: 'conversation-111',
    participantId: null,
    scope: 'CONVERSATION',
    agentId: null,
    agentName: null,
    queueId: null,
    queueName: null,
    recordingId: null,
    attributes: {},
  })
  const transferred = conversation([
    customer(),
    agent('user-agent-1', { endedAt: at(5), wrapUp: resolved }),
    agent('user-agent-2', { id: 'leg-2', userName: 'Agent Jones', answeredAt: at(5), wrapUp: resolved }),
  ])

  it('becomes one event of each agent, with the ids that their webhooks have', async () => {
    const conversations = fakeConversations(transferred)
    const agents = fakeAgents({
      'user-agent-1': { name: null, email: 'smith@calltrail.example' },
      'user-agent-2': { name: null, email: 'jones@calltrail.example' },
    })
    const outcome = await enricher({ conversations, agents }).look(event)
    expect(outcome).toMatchObject({
      kind: 'split',
      followUp: 'recording:user-agent-1 recording:leg-2',
      events: [
        { eventId: endedCall().eventId, transferred: true, agentEmail: 'smith@calltrail.example' },
        {
          eventId: 'conversation-111:leg-2',
          transferred: true,
          agentName: 'Agent Jones',
          agentEmail: 'jones@calltrail.example',
        },
      ],
    })
    expect(conversations.asked).toEqual({ whole: [['conversation-111']], outlines: [] })
    expect(agents.asked).toEqual([['user-agent-1', 'user-agent-2']])
  })

  it('becomes one event of all, when that is the policy', async () => {
    const conversations = fakeConversations(transferred)
    expect(
      await enricher({ conversations, transfers: 'one-task-per-conversation' }).look(event),
    ).toMatchObject({
      kind: 'emit',
      event: {
        eventId: 'conversation-111',
        agentName: 'Agent Jones',
        transferred: true,
        durationSeconds: 630,
      },
    })
  })

  it('is the same calls at each follow-up, with the recording that has come meanwhile', async () => {
    const recordings = fakeRecordings({ 'conversation-111': available('recording-333') })
    const { look } = enricher({ conversations: fakeConversations(transferred), recordings })
    const first = await look(event)
    expect(first).toMatchObject({
      events: [{ recordingStatus: 'UNKNOWN' }, { recordingStatus: 'UNKNOWN' }],
    })
    expect(recordings.asked).toEqual([])
    const later = await look(event, followedUp(1, missingAfter(first)))
    expect(later).toMatchObject({
      kind: 'split',
      followUp: '',
      events: [
        { eventId: endedCall().eventId, recordingStatus: 'AVAILABLE', revision: receivedAt + 1 },
        { eventId: 'conversation-111:leg-2', recordingStatus: 'AVAILABLE', revision: receivedAt + 1 },
      ],
    })
  })

  it('is told again of the agent only of whom there is news', async () => {
    const [caller, first, second] = transferred.participants as [Participant, Participant, Participant]
    const conversations = fakeConversations(conversation([caller, first, { ...second, wrapUp: null }]))
    const recordings = fakeRecordings({ 'conversation-111': available('recording-333') })
    const told = await enricher({ conversations, recordings }).look(event)
    expect(missingAfter(told)).toBe('recording:user-agent-1 wrap-up:leg-2 recording:leg-2')
    const waiting = await enricher({ conversations, recordings }).look(
      event,
      followedUp(1, missingAfter(told)),
    )
    expect(waiting).toMatchObject({ kind: 'split', followUp: 'wrap-up:leg-2', events: [{}, {}] })
    const { look } = enricher({ conversations: fakeConversations(transferred), recordings })
    expect(await look(event, followedUp(2, missingAfter(waiting)))).toMatchObject({
      kind: 'emit',
      followUp: '',
      event: {
        eventId: 'conversation-111:leg-2',
        wrapUpName: 'Resolved',
        recordingStatus: 'AVAILABLE',
        revision: receivedAt + 2,
      },
    })
    expect(recordings.asked).toHaveLength(3)
  })

  it('is neither told again nor looked at again when all that is to be found out is that nobody recorded it', async () => {
    const recordings = fakeRecordings()
    const { look } = enricher({ conversations: fakeConversations(transferred), recordings })
    const first = await look(event)
    expect(await look(event, followedUp(1, missingAfter(first)))).toEqual({
      kind: 'skip',
      reason: 'NO_NEWS',
      followUp: '',
    })
    expect(recordings.asked).toHaveLength(2)
  })

  it('that is known at once to be wrapped up and not recorded has no follow-up', async () => {
    const conversations = fakeConversations({ ...transferred, isRecorded: false })
    expect(await enricher({ conversations }).look(event)).toMatchObject({
      kind: 'split',
      followUp: '',
      events: [{ recordingStatus: 'NOT_RECORDED' }, { recordingStatus: 'NOT_RECORDED' }],
    })
  })

  it('waits for its conversation, of which no call may be told twice', async () => {
    const { look } = enricher()
    for (const context of [inOrder, overtaken]) {
      expect(await look(event, context)).toMatchObject({
        kind: 'retry',
        error: { code: 'GENESYS_CONVERSATION_PENDING' },
      })
    }
    for (const words of ['recording:leg-2', 'everything']) {
      expect(await look(event, followedUp(2, words))).toEqual({
        kind: 'skip',
        reason: 'NO_NEWS',
        followUp: words,
      })
    }
  })

  it('is told without an agent, for good, when it would be a dead letter otherwise', async () => {
    const { look } = enricher()
    expect(await look(event, atTheLastTry)).toMatchObject({
      kind: 'emit',
      followUp: '',
      event: { eventId: 'conversation-111', agentId: null, outcome: 'UNKNOWN', transferred: null },
    })
  })

  it('is told as ever at the last try, when the conversation is known then', async () => {
    const { look } = enricher({ conversations: fakeConversations(transferred) })
    expect(await look(event, atTheLastTry)).toEqual(await look(event))
  })

  it('that is old has the outline of its conversation, which costs a hundredth of a request', async () => {
    const now = () => receivedAt + 60_000
    const conversations = fakeConversations(transferred)
    const outcome = await enricher({ now, conversations }).look(event)
    expect(outcome).toMatchObject({ kind: 'split', events: [{}, {}] })
    expect(conversations.asked).toEqual({ whole: [], outlines: [['conversation-111']] })
  })

  it('that was told by an outline gets the attributes, and the contact they name, when its conversation is known', async () => {
    const attributes = { contact_id: janeRoe.id }
    const conversations = fakeConversations(
      conversation([customer({ attributes }), agent('user-agent-1', { wrapUp: resolved })], {
        isRecorded: false,
      }),
    )
    const contacts = fakeDirectory({ byId: { [janeRoe.id]: janeRoe } })
    const { look } = enricher({ conversations, contacts, now: () => receivedAt + 60_000 })
    const first = await look(event)
    expect(first).toMatchObject({
      followUp: 'conversation:user-agent-1',
      event: { contact: null, attributes: {} },
    })
    expect(await look(event, followedUp(1, missingAfter(first)))).toMatchObject({
      followUp: '',
      event: { contact: janeRoe, attributes },
    })
  })

  it.each([
    ['has no end', { ...transferred, endedAt: null }],
    ['has no agent', conversation([customer()])],
  ])('is not taken for known by an outline that %s', async (_, outline) => {
    const now = () => receivedAt + 60_000
    const known = fakeConversations(transferred)
    const lagging = fakeConversations(outline)
    const conversations = { whole: known.whole, outline: lagging.outline }
    expect(await enricher({ now, conversations }).look(event)).toMatchObject({ events: [{}, {}] })
    expect(known.asked.whole).toEqual([['conversation-111']])
  })

  it('is told at once where conversations are not looked up', async () => {
    expect(await enricher({ conversations: null }).look(event)).toMatchObject({
      kind: 'emit',
      event: { eventId: 'conversation-111', agentId: null },
    })
  })

  it('does not hold up a webhook’s call beside it, whose recording is asked for meanwhile', async () => {
    let now = enrichedAt
    const conversations = fakeConversations()
    const slow = {
      ...conversations,
      async whole() {
        now += 3_000
        return new Map()
      },
    }
    const recordings = fakeRecordings({ 'recording-222': available('recording-222') })
    const { stage } = enricher({ conversations: slow, recordings, now: () => now })
    const [, webhook] = await stage.process([event, endedCall()], inOrder)
    expect(webhook).toMatchObject({ kind: 'emit', event: { recordingStatus: 'AVAILABLE' } })
  })
})
