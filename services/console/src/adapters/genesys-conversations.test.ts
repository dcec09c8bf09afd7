import type { SimulatorControl } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import { directionOf } from '../domain/conversation.ts'
import { expectedEvents } from '../domain/expected-events.ts'
import { webhookPayload } from '../domain/webhook-payload.ts'
import { pageSize } from '../ports/genesys-conversations.ts'
import { listEnded } from '../reconcile/list-ended.ts'
import { simulatedGenesys } from '../testing/simulated-genesys.ts'

const signal = new AbortController().signal
const at = (text: string) => Date.parse(`2026-03-${text}Z`)
const day = { from: at('14T00:00'), to: at('15T00:00') }
const listing = { span: day, longestCallMs: 4 * 3_600_000, onProgress: () => {}, signal }

async function queriesAt(simulator: SimulatorControl): Promise<number> {
  return (await simulator.requests()).filter(({ url }) => url.endsWith('/details/query')).length
}

describe('the conversations of an organization', () => {
  it('give rise to the events that one would expect of each way in which a call can go', async () => {
    const { genesys } = await simulatedGenesys()
    const ended = await listEnded({ ...listing, genesys })
    const expected = ended.map((one) => [
      one.conversationId,
      directionOf(one),
      ...expectedEvents(one).map(({ leg }) => leg?.participantId ?? 'whole'),
    ])
    expect(expected).toEqual([
      ['conversation-111', 'INBOUND', 'user-agent-1'],
      ['conversation-blind-transfer', 'INBOUND', 'leg-blind-smith', 'leg-blind-jones'],
      ['conversation-consult-transfer', 'INBOUND', 'leg-consult-smith', 'leg-consult-jones'],
      ['conversation-abandoned', 'INBOUND', 'whole'],
      ['conversation-alerted-agents', 'INBOUND', 'leg-alerted-okafor'],
      ['conversation-internal', 'INTERNAL', expect.stringContaining('user')],
      ['conversation-callback', 'OUTBOUND', 'leg-callback-smith'],
      ['conversation-outbound', 'OUTBOUND', 'leg-outbound-smith'],
      ['conversation-outbound-unanswered', 'OUTBOUND', 'leg-unanswered-smith'],
      ['conversation-voicemail', 'INBOUND', 'whole'],
      ['conversation-late-wrap-up', 'INBOUND', 'leg-late-smith'],
    ])
  })

  it('with their own details make the webhook that the gateway would have sent', async () => {
    const { genesys } = await simulatedGenesys()
    const [documented] = await listEnded({ ...listing, genesys })
    const details = await genesys.details('conversation-111', signal)
    expect(expectedEvents(documented!).map((event) => webhookPayload(event, details))).toEqual([
      {
        conversationId: 'conversation-111',
        participantId: 'user-agent-1',
        conversationType: 'phone',
        direction: 'INBOUND',
        callerId: '+15551234567',
        calleeId: '+18001234567',
        startTime: '2026-03-14T10:00:15.000Z',
        endTime: '2026-03-14T10:10:30.000Z',
        durationSeconds: 615,
        agentId: 'user-agent-1',
        agentName: 'Agent Smith',
        queueId: 'queue-456',
        queueName: 'Support Queue',
        attributes: { contact_id: '003xx000003SG', account_id: '001xx000002Edc', customer_tier: 'Premium' },
      },
    ])
  })

  it('are all found, also on several pages and when they began before midnight', async () => {
    const { genesys, put, simulator } = await simulatedGenesys({
      conversations: {},
      requestsPerMinute: 1_000,
    })
    const customer = { purpose: 'customer' as const }
    for (let index = 0; index < 2 * pageSize + 1; index += 1) {
      const startTime = new Date(at('14T08:00') + index * 1_000).toISOString()
      await put(`paged-${index}`, { startTime, legs: [customer] })
    }
    await put('over-midnight', {
      startTime: '2026-03-13T23:50:00Z',
      durationSeconds: 1_200,
      legs: [customer],
    })
    await put('next-day', { startTime: '2026-03-14T23:50:00Z', durationSeconds: 1_200, legs: [customer] })
    await put('callback-only', {
      startTime: '2026-03-14T09:00:00Z',
      legs: [{ ...customer, mediaType: 'callback' }],
    })
    const ids = (await listEnded({ ...listing, genesys })).map(({ conversationId }) => conversationId)
    expect(ids).toHaveLength(2 * pageSize + 2)
    expect(ids).toContain('over-midnight')
    expect(new Set(ids).size).toBe(ids.length)
    expect(await queriesAt(simulator)).toBe(4)
  })

  it('are told as far as can be read where a member of the details is odd', async () => {
    const { genesys, simulator } = await simulatedGenesys()
    const participants = [
      { id: 'a', purpose: null, name: 7, calls: null, attributes: { tier: 'Gold', visits: 3, none: null } },
      { id: 'b', name: 'Agent Smith', attributes: null },
    ]
    await simulator.fail({ match: { path: '/api/v2' }, do: { status: 200, body: { participants } } })
    expect(await genesys.details('conversation-111', signal)).toMatchObject({
      participants: [
        { participantId: 'a', purpose: 'unknown', name: undefined, attributes: { tier: 'Gold' } },
        { participantId: 'b', name: 'Agent Smith', attributes: {}, recordingId: undefined },
      ],
    })
  })

  it('of which one is gone has no details', async () => {
    const { genesys } = await simulatedGenesys()
    expect(await genesys.details('conversation-of-nobody', signal)).toBeUndefined()
  })
})

describe('patience', () => {
  const quick = { attempts: 3, pauseMs: 10 }
  const query = { path: '/api/v2/analytics' }

  it('waits as long as a 429 asks for, and goes on', async () => {
    const { genesys, simulator } = await simulatedGenesys()
    const busy = { status: 429, headers: { 'Retry-After': '1', 'inin-ratelimit-reset': '1' }, body: {} }
    await simulator.fail({ match: query, times: 1, do: busy })
    const beganAt = performance.now()
    expect((await genesys.page(day, 1, signal)).conversations.length).toBeGreaterThan(0)
    expect(performance.now() - beganAt).toBeGreaterThan(950)
  })

  it('tries again after a 503, and gives up after a while', async () => {
    const { genesys, simulator } = await simulatedGenesys({}, quick)
    await simulator.fail({ match: query, times: 2, do: { status: 503, body: {} } })
    expect((await genesys.page(day, 1, signal)).conversations.length).toBeGreaterThan(0)
    await simulator.fail({ match: query, do: { status: 503, body: {} } })
    await expect(genesys.page(day, 1, signal)).rejects.toMatchObject({
      exitCode: 1,
      message:
        'Genesys Cloud answered 503, again and again. The same command goes on where this one stopped.',
    })
    expect(await queriesAt(simulator)).toBe(6)
  })

  it('ends with an interruption', async () => {
    const { genesys, simulator } = await simulatedGenesys({}, { attempts: 3, pauseMs: 60_000 })
    await simulator.fail({ match: query, do: { status: 503, body: {} } })
    const interruption = new AbortController()
    const reason = new Error('Ctrl-C')
    const asking = genesys.page(day, 1, interruption.signal)
    asking.catch(() => {})
    await expect.poll(() => queriesAt(simulator)).toBe(1)
    interruption.abort(reason)
    await expect(asking).rejects.toBe(reason)
  })
})

describe('what is wrong', () => {
  it('with the rights of the OAuth client is said with the permission that it needs', async () => {
    const { genesys, simulator } = await simulatedGenesys()
    await simulator.fail({
      match: { path: '/api/v2' },
      do: { status: 403, body: { code: 'missing.permissions' } },
    })
    await expect(genesys.page(day, 1, signal)).rejects.toMatchObject({
      message:
        'Genesys Cloud answered 403 (missing.permissions) when asked to list conversations: the role of its OAuth client needs the permission Analytics > Conversation Detail > View.',
    })
    await expect(genesys.details('conversation-111', signal)).rejects.toMatchObject({
      message: expect.stringContaining('needs the permission Conversation > Communication > View'),
    })
  })

  it('with the answer is said by its place, without what it holds', async () => {
    const { genesys, simulator } = await simulatedGenesys()
    await simulator.fail({
      match: { path: '/api/v2' },
      do: { status: 200, body: { conversations: [{ conversationId: 'c', conversationStart: 'soon' }] } },
    })
    await expect(genesys.page(day, 1, signal)).rejects.toMatchObject({
      message: 'Genesys Cloud answered what cannot be read, at conversations.0.conversationStart.',
    })
  })
})
