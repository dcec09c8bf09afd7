import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { legsOf } from '../domain/conversation.ts'
import type { Conversation } from '../domain/conversation.ts'
import { tell } from '../domain/told-call.ts'
import { patience } from '../ports/patience.ts'
import { simulatedGenesys } from '../testing/simulated-vendors.ts'
import { endedCall } from '@calltrail/schemas/testing'
import { genesysConversationLibrary } from './genesys-conversation-library.ts'

const timeoutMs = 2_000

async function sampleLibrary(
  options: Parameters<typeof simulatedGenesys>[0] = {},
  variables: Parameters<typeof simulatedGenesys>[1] = {},
) {
  const logged: string[] = []
  const organization = await simulatedGenesys(options, variables)
  const log = pino({}, { write: (line) => void logged.push(line) })
  const library = genesysConversationLibrary(organization.genesys, log)
  const look =
    (how: 'whole' | 'outline') =>
    async (...ids: string[]) =>
      library[how](new Set(ids), patience(timeoutMs, false, Date.now))
  return { ...organization, logged, whole: look('whole'), outline: look('outline') }
}

/** Whom each leg is of, from and to which second, and what came of it. */
function summary(known: Conversation | undefined) {
  const startedAt = known?.startedAt ?? 0
  return legsOf(known!).map(({ id, userId, queueName, answeredAt, endedAt, wrapUp }) =>
    [
      id,
      userId,
      queueName,
      `${(answeredAt - startedAt) / 1_000}-${(endedAt! - startedAt) / 1_000}`,
      wrapUp && `${wrapUp.name}: ${wrapUp.notes ?? ''}`,
    ].join(', '),
  )
}

const expected: Record<string, string[]> = {
  'conversation-111': ['user-agent-1, user-agent-1, Support Queue, 15-630, Resolved: Reset the router.'],
  'conversation-blind-transfer': [
    'leg-blind-smith, user-agent-1, Support Queue, 12-300, Follow-up Needed: Moved to billing.',
    'leg-blind-jones, user-agent-2, Support Queue, 306-600, Resolved: Refunded.',
  ],
  'conversation-consult-transfer': [
    'leg-consult-smith, user-agent-1, Support Queue, 10-260, Follow-up Needed: ',
    'leg-consult-jones, user-agent-2, Support Queue, 205-540, Resolved: ',
  ],
  'conversation-abandoned': [],
  'conversation-alerted-agents': ['leg-alerted-okafor, user-agent-5, Support Queue, 70-400, Resolved: '],
  'conversation-callback': ['leg-callback-smith, user-agent-1, Support Queue, 1200-1500, Resolved: '],
  'conversation-outbound': [
    'leg-outbound-smith, user-agent-1, Support Queue, 0-250, Sale Made: Ordered two.',
  ],
  'conversation-outbound-unanswered': [
    'leg-unanswered-smith, user-agent-1, Support Queue, 0-40, Left Voicemail: ',
  ],
  'conversation-voicemail': [],
}

describe.each(['whole', 'outline'] as const)('conversations by %s', (how) => {
  it.each(Object.entries(expected))('say whose legs there are: %s', async (id, legs) => {
    const library = await sampleLibrary()
    const found = await library[how](id)
    expect(summary(found.get(id))).toEqual(legs)
    expect(library.logged).toEqual([])
  })

  it('say who called whom', async () => {
    const library = await sampleLibrary()
    const ids = [
      'conversation-111',
      'conversation-outbound',
      'conversation-internal',
      'conversation-callback',
    ]
    const found = await library[how](...ids)
    const event = endedCall({ scope: 'CONVERSATION', direction: 'UNKNOWN', callerId: null, calleeId: null })
    expect(
      ids.map((id) => {
        const [call] = tell(event, found.get(id), 'one-task-per-agent')
        return [call?.direction, call?.callerId, call?.calleeId]
      }),
    ).toEqual([
      ['INBOUND', '+15551234567', '+18001234567'],
      ['OUTBOUND', '+18001234567', '+14155550102'],
      ['INTERNAL', null, null],
      ['OUTBOUND', '+18001234567', '+15551234567'],
    ])
  })

  it('leave out what Genesys does not know', async () => {
    const library = await sampleLibrary()
    expect([...(await library[how]('conversation-111', 'nowhere')).keys()]).toEqual(['conversation-111'])
    expect(await library[how]('nowhere')).toEqual(new Map())
  })

  it('of nobody ask for nothing', async () => {
    const library = await sampleLibrary()
    expect(await library[how]()).toEqual(new Map())
    expect(await library.requests()).toEqual([])
  })

  it.each(['../users/me', 'a b/c?d#e&id=x', '\uD800', 'ü', '%2e%2e'])('may have any id: %j', async (id) => {
    const library = await sampleLibrary()
    expect(await library[how](id)).toEqual(new Map())
    const kinds = (await library.requests()).map(({ kind }) => kind)
    for (const kind of kinds) expect(kind).toMatch(/^(token|conversation|analytics-details)$/)
  })
})

describe('whole conversations', () => {
  it('have the customer’s attributes, and take a request each', async () => {
    const { whole, countOf } = await sampleLibrary()
    const found = await whole('conversation-111', 'conversation-outbound')
    expect(found.get('conversation-111')?.participants[0]?.attributes).toEqual({
      contact_id: '003xx000003SG',
      account_id: '001xx000002Edc',
      customer_tier: 'Premium',
    })
    expect(await countOf('conversation')).toBe(2)
    expect(await countOf('queues')).toBe(0)
  })

  it('are told as far as there are requests', async () => {
    const { whole, countOf, requests, logged } = await sampleLibrary({ requestsPerMinute: 2 })
    const ids = ['conversation-111', 'conversation-outbound', 'conversation-abandoned']
    expect((await whole(...ids)).size).toBe(1)
    expect(await countOf('conversation')).toBe(1)
    expect((await requests()).filter(({ status }) => status === 429)).toEqual([])
    expect(logged.join('')).toContain('allows no more requests')
  })
})

describe('outlines', () => {
  it('take one request for many, and the names of queues and wrap-up codes one a day', async () => {
    const { outline, countOf } = await sampleLibrary()
    const strangers = Array.from({ length: 95 }, (_, index) => `stranger-${index}`)
    const found = await outline('conversation-111', 'conversation-blind-transfer', ...strangers)
    expect(found.size).toBe(2)
    await outline('conversation-111', 'conversation-outbound')
    expect(await countOf('analytics-details')).toBe(2)
    expect(await countOf('queues')).toBe(1)
    expect(await countOf('wrapupcodes')).toBe(2)
  })

  it('of more than a request may ask for take several', async () => {
    const { outline, requests } = await sampleLibrary()
    const strangers = Array.from({ length: 250 }, (_, index) => `stranger-${index}`)
    expect([...(await outline(...strangers, 'conversation-111')).keys()]).toEqual(['conversation-111'])
    const details = (await requests()).filter(({ kind }) => kind === 'analytics-details')
    expect(details.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('are not hidden by an id that Genesys takes for none', async () => {
    const { outline, fail } = await sampleLibrary()
    // The first answer is that of the whole list.
    await fail({ match: { path: '/api/v2/analytics' }, times: 1, do: { status: 400 } })
    const ids = ['conversation-111', 'conversation-outbound']
    expect([...(await outline(...ids)).keys()].toSorted()).toEqual(ids)
  })

  it('without the names, when these are not told in time', async () => {
    const { outline, fail } = await sampleLibrary()
    await fail({ match: { path: '/api/v2/routing' }, do: { status: 503 } })
    const [leg] = legsOf((await outline('conversation-111')).get('conversation-111')!)
    expect(leg).toMatchObject({
      queueId: 'queue-456',
      queueName: null,
      wrapUp: { code: 'wrap-up-resolved', name: null, notes: 'Reset the router.' },
    })
  })
})

it('a wrap-up is seen as soon as Genesys has it', async () => {
  const { whole, outline, control } = await sampleLibrary()
  const id = 'conversation-late-wrap-up'
  const notesOf = (found: ReadonlyMap<string, Conversation>) => legsOf(found.get(id)!)[0]?.wrapUp?.notes
  expect([notesOf(await whole(id)), notesOf(await outline(id))]).toEqual([undefined, undefined])
  await control('PUT', `/conversations/${id}/wrap-ups/leg-late-smith`, {
    code: 'wrap-up-resolved',
    notes: 'Done.',
  })
  expect([notesOf(await whole(id)), notesOf(await outline(id))]).toEqual(['Done.', 'Done.'])
})

it('a Genesys that is down is not waited for longer than allowed, and what is logged names no address', async () => {
  const { genesys, fail, logged } = await sampleLibrary()
  await fail({ match: { path: '/api/v2' }, do: { hang: true } })
  const library = genesysConversationLibrary(genesys, pino({}, { write: (line) => void logged.push(line) }))
  const start = performance.now()
  const ids = new Set(['conversation-111'])
  expect(await library.whole(ids, patience(200, false, Date.now))).toEqual(new Map())
  expect(await library.outline(ids, patience(200, true, Date.now))).toEqual(new Map())
  expect(performance.now() - start).toBeLessThan(1_500)
  expect(logged).toHaveLength(2)
  expect(logged.join('')).not.toMatch(/Bearer|tel:|\+1555/)
})
