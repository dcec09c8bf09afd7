/** The enricher with its adapters on the simulated Genesys; contacts are faked. */
import { followedUp, inOrder } from '@calltrail/runtime/testing'
import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import { endedCall } from '@calltrail/schemas/testing'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { genesysAgentDirectory } from './adapters/genesys-agent-directory.ts'
import { genesysConversationLibrary } from './adapters/genesys-conversation-library.ts'
import { genesysRecordingLibrary } from './adapters/genesys-recording-library.ts'
import { enricherStage } from './app.ts'
import { fakeDirectory } from './testing/fake-vendors.ts'
import { simulatedGenesys } from './testing/simulated-vendors.ts'

async function enricherOnGenesys(options: Parameters<typeof simulatedGenesys>[0] = {}) {
  const organization = await simulatedGenesys(options)
  const { genesys } = organization
  const log = pino({ enabled: false })
  const stage = enricherStage({
    contacts: fakeDirectory(),
    conversations: genesysConversationLibrary(genesys, log),
    recordings: genesysRecordingLibrary(genesys, 'auto', log),
    agents: genesysAgentDirectory(genesys, log),
    defaultRegion: 'US',
    ownNumbers: [],
    transfers: 'one-task-per-agent',
    genesysAppsUrl: 'https://apps.mypurecloud.com',
    patienceMs: { first: 1_000, followUp: 2_000 },
    followUpDelaysMs: [60_000, 600_000, 3_600_000],
    copies: { windowMs: 3_600_000, maxEvents: 100 },
    now: Date.now,
  })
  const look = async (events: readonly CallEnded[], context = inOrder) => stage.process(events, context)
  return { ...organization, look }
}

/** As EventBridge tells of a conversation that has just ended. */
const customerEnd = (conversationId: string) =>
  endedCall({
    conversationId,
    eventId: conversationId,
    participantId: null,
    scope: 'CONVERSATION',
    recordingId: null,
    agentId: null,
    agentName: null,
    queueId: null,
    queueName: null,
    attributes: {},
    endedAt: Date.now(),
  })

const eventsOf = (outcomes: Awaited<ReturnType<Awaited<ReturnType<typeof enricherOnGenesys>>['look']>>) =>
  outcomes.flatMap((outcome): readonly CallEnriched[] => {
    if (outcome.kind === 'emit') return [outcome.event]
    return outcome.kind === 'split' ? outcome.events : []
  })

describe('both doors', () => {
  it('give the agents’ calls of one conversation the same event ids', async () => {
    const { look } = await enricherOnGenesys()
    const conversationId = 'conversation-blind-transfer'
    const webhooks = ['leg-blind-smith', 'leg-blind-jones'].map((participantId) =>
      endedCall({ conversationId, participantId, eventId: `${conversationId}:${participantId}` }),
    )
    const byWebhook = eventsOf(await look(webhooks))
    const byEventBridge = eventsOf(await look([customerEnd(conversationId)]))
    expect(byEventBridge.map(({ eventId }) => eventId)).toEqual(byWebhook.map(({ eventId }) => eventId))
    expect(byEventBridge).toMatchObject([
      { agentEmail: 'agent.smith@calltrail.example', wrapUpName: 'Follow-up Needed', transferred: true },
      { agentEmail: 'agent.jones@calltrail.example', wrapUpName: 'Resolved', transferred: true },
    ])
  })

  it('make one call of a conversation that nobody answered, and of one whom colleagues did not answer', async () => {
    const { look } = await enricherOnGenesys()
    const ids = ['conversation-abandoned', 'conversation-voicemail', 'conversation-alerted-agents']
    expect(eventsOf(await look(ids.map(customerEnd)))).toMatchObject([
      { eventId: 'conversation-abandoned', outcome: 'ABANDONED', agentId: null },
      { eventId: 'conversation-voicemail', outcome: 'ABANDONED', agentId: null },
      {
        eventId: 'conversation-alerted-agents:leg-alerted-okafor',
        outcome: 'COMPLETED',
        agentId: 'user-agent-5',
        transferred: false,
      },
    ])
  })
})

it('the documentation’s call needs one request of its own at once, and one for its agent’s address', async () => {
  const { look, requests } = await enricherOnGenesys()
  expect(eventsOf(await look([endedCall()]))).toMatchObject([
    {
      recordingStatus: 'AVAILABLE',
      agentEmail: 'agent.smith@calltrail.example',
      wrapUpName: null,
      recordingLink: 'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/conversation-111',
    },
  ])
  expect((await requests()).map(({ kind }) => kind).toSorted()).toEqual(['recording-media', 'token', 'users'])
})

it('200 calls that are followed up take two requests for all their conversations', async () => {
  const { look, countOf } = await enricherOnGenesys()
  const calls = Array.from({ length: 200 }, (_, index) =>
    endedCall({ conversationId: `conversation-${index}`, recordingId: null }),
  )
  await look(calls, followedUp(1, 'conversation:user-agent-1'))
  expect(await countOf('analytics-details')).toBe(2)
  expect(await countOf('conversation')).toBe(0)
})

it('a wrap-up that comes late is told with the look after it, and ends the looking', async () => {
  const { look, control } = await enricherOnGenesys()
  const conversationId = 'conversation-late-wrap-up'
  const call = endedCall({ conversationId, participantId: 'leg-late-smith', recordingId: null })
  const [first] = await look([call], followedUp(1, 'conversation:leg-late-smith'))
  expect(first).toMatchObject({
    kind: 'emit',
    followUp: 'wrap-up:leg-late-smith',
    event: { wrapUpCode: null, transferred: false },
  })
  const waiting = followedUp(2, 'wrap-up:leg-late-smith')
  expect(await look([call], waiting)).toEqual([
    { kind: 'skip', reason: 'NO_NEWS', followUp: 'wrap-up:leg-late-smith' },
  ])
  await control('PUT', `/conversations/${conversationId}/wrap-ups/leg-late-smith`, {
    code: 'wrap-up-resolved',
    notes: 'Called back.',
  })
  const [third] = await look([call], waiting)
  expect(third).toMatchObject({
    kind: 'emit',
    followUp: '',
    event: { wrapUpName: 'Resolved', wrapUpNotes: 'Called back.' },
  })
})

it('a recording that is transcoded is told once it is there', async () => {
  const { look, control } = await enricherOnGenesys()
  const call = endedCall({
    conversationId: 'conversation-transcoding',
    recordingId: 'recording-transcoding',
    agentId: null,
  })
  const [first] = await look([call])
  const missing = 'conversation:user-agent-1 recording:user-agent-1'
  expect(first).toMatchObject({ kind: 'emit', followUp: missing, event: { recordingStatus: 'PENDING' } })
  await control('PUT', '/recordings/recording-transcoding', { state: 'available' })
  const [second] = await look([call], followedUp(1, missing))
  expect(second).toMatchObject({ kind: 'emit', event: { recordingStatus: 'AVAILABLE' } })
})

it('of 60 calls with 10 requests a minute all are told, and Genesys need not refuse one', async () => {
  const { look, requests } = await enricherOnGenesys({ requestsPerMinute: 10 })
  const calls = Array.from({ length: 60 }, (_, index) =>
    endedCall({ eventId: `e-${index}`, recordingId: `recording-${index}`, agentId: null }),
  )
  const outcomes = await look(calls)
  const events = eventsOf(outcomes)
  expect(events).toHaveLength(60)
  expect(outcomes.every((outcome) => 'followUp' in outcome && outcome.followUp)).toBe(true)
  expect(events.filter(({ recordingStatus }) => recordingStatus === 'AVAILABLE')).toHaveLength(6)
  const asked = (await requests()).filter(({ kind }) => kind !== 'token')
  expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 307))
})

describe('a Genesys that hangs', () => {
  it('holds up no webhook’s call for longer than allowed, and no conversation for good', async () => {
    const { look, fail } = await enricherOnGenesys()
    await fail({ match: { path: '/api/v2' }, do: { hang: true } })
    const start = performance.now()
    const [webhook, conversation] = await look([endedCall(), customerEnd('conversation-111')])
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(webhook).toMatchObject({
      kind: 'emit',
      followUp: 'conversation:user-agent-1 recording:user-agent-1',
      event: { recordingStatus: 'PENDING', agentEmail: null, agentName: 'Agent Smith' },
    })
    expect(conversation).toMatchObject({ kind: 'retry', error: { code: 'GENESYS_CONVERSATION_PENDING' } })
  })
})
