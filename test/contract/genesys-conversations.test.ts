import { type CompactConversation, sampleConversations } from '@calltrail/simulators'
import { describe, expect, test } from 'vitest'
import { connectSdk } from './genesys-session.ts'

interface Participant {
  readonly id: string
  readonly purpose: string
  readonly name?: string
  readonly userId?: string
  readonly connectedTime?: string
  readonly wrapup?: { readonly code: string; readonly name: string; readonly notes?: string }
}

interface Session {
  readonly mediaType: string
  readonly segments: readonly { readonly segmentType: string; readonly disconnectType?: string }[]
}

interface AnalyticsParticipant {
  readonly participantId: string
  readonly purpose: string
  readonly sessions: readonly Session[]
}

async function connect() {
  const { genesys, sdk } = await connectSdk()
  const conversations = new sdk.ConversationsApi()
  const analytics = new sdk.AnalyticsApi()
  return {
    genesys,
    analytics,
    async participants(id: string): Promise<readonly Participant[]> {
      const { body } = (await conversations.getConversation(id)) as { body: { participants: Participant[] } }
      return body.participants
    },
    async details(id: string): Promise<readonly AnalyticsParticipant[]> {
      const { body } = (await analytics.getAnalyticsConversationDetails(id)) as {
        body: { participants: AnalyticsParticipant[] }
      }
      return body.participants
    },
  }
}

describe('a conversation', () => {
  test.each<[string, readonly string[]]>([
    ['conversation-111', ['Agent Smith']],
    ['conversation-blind-transfer', ['Agent Smith', 'Agent Jones']],
    ['conversation-consult-transfer', ['Agent Smith', 'Agent Jones']],
    ['conversation-abandoned', []],
    ['conversation-alerted-agents', ['Agent Okafor']],
    ['conversation-internal', []],
    ['conversation-callback', ['Agent Smith', 'Agent Smith']],
    ['conversation-outbound', ['Agent Smith']],
    ['conversation-voicemail', []],
  ])('%s was answered by %j', async (id, names) => {
    const { participants } = await connect()
    const agents = (await participants(id)).filter(
      ({ purpose, connectedTime }) => purpose === 'agent' && connectedTime !== undefined,
    )
    expect(agents.map(({ name }) => name)).toEqual(names)
  })

  test.each(Object.keys(sampleConversations))('%s is one for both APIs', async (id) => {
    const { participants, details } = await connect()
    const platform = await participants(id)
    const analytics = await details(id)
    expect(analytics.map(({ participantId, purpose }) => [participantId, purpose])).toEqual(
      platform.map((participant) => [participant.id, participant.purpose]),
    )
    for (const [index, participant] of platform.entries()) {
      const types = analytics[index]?.sessions.flatMap(({ segments }) =>
        segments.map(({ segmentType }) => segmentType),
      )
      expect(types?.includes('interact')).toBe(participant.connectedTime !== undefined)
      expect(types?.includes('wrapup')).toBe(participant.wrapup !== undefined)
    }
  })

  test('that is transferred says how', async () => {
    const { details } = await connect()
    const endings = async (id: string) =>
      (await details(id)).flatMap(({ sessions }) =>
        sessions.flatMap(({ segments }) =>
          segments
            .filter(({ segmentType }) => segmentType === 'interact')
            .map((segment) => segment.disconnectType),
        ),
      )
    expect(await endings('conversation-blind-transfer')).toEqual(['client', 'transfer', 'transfer', 'peer'])
    expect(await endings('conversation-consult-transfer')).toEqual([
      'client',
      'transfer',
      'consultTransfer',
      'peer',
    ])
  })

  test('gets its wrap-up a while after its end, from both APIs at once', async () => {
    const { genesys, participants, details } = await connect()
    const isWrappedUp = async () => {
      const agent = (await participants('conversation-late-wrap-up')).at(-1)
      const segments = (await details('conversation-late-wrap-up')).at(-1)?.sessions[0]?.segments ?? []
      return [agent?.wrapup?.notes, segments.some(({ segmentType }) => segmentType === 'wrapup')]
    }
    expect(await isWrappedUp()).toEqual([undefined, false])
    await genesys.control('POST', '/clock', { advanceMs: 60_000 })
    expect(await isWrappedUp()).toEqual(['Call back on Monday.', true])
  })

  test('is put by its legs, has just ended by default, and is wrapped up later', async () => {
    const { genesys, participants } = await connect()
    const conversation: CompactConversation = {
      durationSeconds: 30,
      legs: [
        { purpose: 'customer' },
        { purpose: 'agent', userId: 'user-agent-2', queueId: 'queue-sales', participantId: 'leg-1' },
      ],
    }
    await genesys.control('PUT', '/conversations/conversation-9', conversation)
    expect(await participants('conversation-9')).toMatchObject([
      { purpose: 'customer', ani: 'tel:+15551234567' },
      { id: 'leg-1', name: 'Agent Jones', queueName: 'Sales Queue', wrapupRequired: false },
    ])
    await genesys.control('PUT', '/conversations/conversation-9/wrap-ups/leg-1', {
      code: 'wrap-up-sale',
      notes: 'Two.',
    })
    expect((await participants('conversation-9'))[1]?.wrapup).toEqual({
      code: 'wrap-up-sale',
      name: 'Sale Made',
      notes: 'Two.',
    })
    expect(
      await genesys.control('PUT', '/conversations/conversation-9/wrap-ups/nobody', { code: 'x' }),
    ).toMatchObject({ status: 400 })
  })

  test('can be put as the API is to show it', async () => {
    const { genesys, participants } = await connect()
    const shown = [{ id: 'p-1', purpose: 'customer', calls: [{ id: 's-1', anything: true }] }]
    await genesys.control('PUT', '/conversations/conversation-9', { participants: shown })
    expect(await participants('conversation-9')).toEqual(shown)
  })
})

test('users, queues and wrap-up codes are found by one id and by several', async () => {
  const { genesys, sdk } = await connectSdk()
  const users = new sdk.UsersApi()
  const routing = new sdk.RoutingApi()
  expect(await users.getUser('user-agent-1')).toMatchObject({
    body: {
      id: 'user-agent-1',
      name: 'Agent Smith',
      email: 'agent.smith@calltrail.example',
      state: 'active',
    },
  })
  expect(await users.getUsers({ id: ['user-agent-2', 'user-agent-3', 'nobody'] })).toMatchObject({
    body: { entities: [{ name: 'Agent Jones' }, { name: 'Agent Park' }], total: 2, pageCount: 1 },
  })
  expect(await routing.getRoutingQueue('queue-456')).toMatchObject({ body: { name: 'Support Queue' } })
  expect(await routing.getRoutingQueues({ id: ['queue-456', 'queue-sales'], pageSize: 1 })).toMatchObject({
    body: { entities: [{ name: 'Support Queue' }], total: 2, nextUri: expect.any(String) as string },
  })
  expect(await routing.getRoutingWrapupcode('wrap-up-sale')).toMatchObject({ body: { name: 'Sale Made' } })
  expect(await routing.getRoutingWrapupcodes({ id: ['wrap-up-resolved'] })).toMatchObject({
    body: { entities: [{ name: 'Resolved' }] },
  })
  await genesys.control('PUT', '/wrapupcodes/wrap-up-new', { name: 'New' })
  expect(await routing.getRoutingWrapupcode('wrap-up-new')).toMatchObject({ body: { name: 'New' } })
  await expect(routing.getRoutingQueue('queue-nowhere')).rejects.toMatchObject({ status: 404 })
})

test('a user who is not active is found only when the state is asked for', async () => {
  const { sdk } = await connectSdk()
  const users = new sdk.UsersApi()
  await expect(users.getUser('user-agent-gone')).rejects.toMatchObject({ status: 404 })
  expect(await users.getUser('user-agent-gone', { state: 'any' })).toMatchObject({
    body: { state: 'inactive' },
  })
})
