import { describe, expect, test } from 'vitest'
import { connectSdk } from './genesys-session.ts'

interface Found {
  readonly conversations?: readonly { readonly conversationId: string }[]
  readonly totalHits: number
}

const day = '2026-03-14T00:00:00Z/2026-03-15T00:00:00Z'
const voice = {
  segmentFilters: [
    { type: 'and', predicates: [{ dimension: 'mediaType', operator: 'matches', value: 'voice' }] },
  ],
}

async function connect() {
  const { genesys, sdk } = await connectSdk()
  const analytics = new sdk.AnalyticsApi()
  return {
    genesys,
    analytics,
    async find(query: Record<string, unknown>) {
      const { body } = (await analytics.postAnalyticsConversationsDetailsQuery(query)) as { body: Found }
      return {
        ids: (body.conversations ?? []).map(({ conversationId }) => conversationId),
        hits: body.totalHits,
      }
    },
    putCall: (
      id: string,
      startTime: string,
      durationSeconds: number,
      legs: unknown[] = [{ purpose: 'customer' }],
    ) => genesys.control('PUT', `/conversations/${id}`, { startTime, durationSeconds, legs }),
  }
}

describe('conversations by id', () => {
  test('are found several at once, without what participants were told', async () => {
    const { analytics } = await connect()
    const answer = await analytics.getAnalyticsConversationsDetails({
      id: ['conversation-111', 'conversation-nowhere', 'conversation-outbound'],
    })
    expect(answer).toMatchObject({
      body: {
        conversations: [{ conversationId: 'conversation-111' }, { conversationId: 'conversation-outbound' }],
      },
    })
    const { body } = answer as { body: { conversations: [{ participants: [object] }] } }
    expect(body.conversations[0].participants[0]).not.toHaveProperty('attributes')
    expect(await analytics.getAnalyticsConversationDetails('conversation-111')).toMatchObject({
      body: { participants: [{ attributes: { customer_tier: 'Premium' } }, {}, {}] },
    })
  })

  test('are none where nobody knows them, and are asked for by 100 at most', async () => {
    const { analytics } = await connect()
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `nowhere-${index}`)
    expect(await analytics.getAnalyticsConversationsDetails({ id: ids(100) })).toMatchObject({ body: {} })
    await expect(analytics.getAnalyticsConversationsDetails({ id: ids(101) })).rejects.toMatchObject({
      status: 400,
      body: { code: 'bad.request' },
    })
    await expect(analytics.getAnalyticsConversationDetails('nowhere')).rejects.toMatchObject({ status: 404 })
  })
})

describe('a query for conversations', () => {
  test('lists those of an interval, page by page, in order', async () => {
    const { find } = await connect()
    const page = (pageNumber: number, order = 'asc') =>
      find({ interval: day, order, orderBy: 'conversationStart', paging: { pageSize: 4, pageNumber } })
    const first = await page(1)
    expect(first.ids[0]).toBe('conversation-111')
    const all = [...first.ids, ...(await page(2)).ids, ...(await page(3)).ids]
    expect(all).toHaveLength(first.hits)
    expect(new Set(all).size).toBe(first.hits)
    expect((await page(1, 'desc')).ids[0]).toBe(all.at(-1))
    expect((await page(9)).ids).toEqual([])
  })

  test('finds what was active in the interval, but only if it started on a day that the interval touches', async () => {
    const { find, putCall } = await connect()
    await putCall('over-midnight', '2026-05-01T23:50:00Z', 1_200)
    await putCall('next-morning', '2026-05-02T09:00:00Z', 600)
    const ids = async (interval: string) => (await find({ interval })).ids
    expect(await ids('2026-05-02T00:00:00Z/2026-05-03T00:00:00Z')).toEqual(['next-morning'])
    expect(await ids('2026-05-01T00:00:00Z/2026-05-02T00:00:00Z')).toEqual(['over-midnight'])
    expect(await ids('2026-05-01T23:59:59Z/2026-05-02T12:00:00Z')).toEqual(['over-midnight', 'next-morning'])
    expect(await ids('2026-05-02T09:05:00Z/2026-05-02T09:06:00Z')).toEqual(['next-morning'])
    expect(await ids('2026-05-02T09:20:00Z/2026-05-02T09:30:00Z')).toEqual([])
    expect(await ids('2026-05-02T11:00:00+02:00/2026-05-02T12:00:00+02:00')).toEqual(['next-morning'])
  })

  test('takes filters of segments and of conversations', async () => {
    const { find } = await connect()
    const segments = (dimension: string, value: string) => ({
      segmentFilters: [
        { type: 'and', predicates: [{ type: 'dimension', dimension, operator: 'matches', value }] },
      ],
    })
    expect(await find({ interval: day, ...segments('userId', 'user-agent-5') })).toEqual({
      ids: ['conversation-alerted-agents'],
      hits: 1,
    })
    expect((await find({ interval: day, ...segments('mediaType', 'callback') })).ids).toEqual([
      'conversation-callback',
    ])
    expect((await find({ interval: day, ...voice })).ids).toContain('conversation-callback')
    const outbound = {
      conversationFilters: [
        {
          type: 'or',
          clauses: [
            {
              type: 'and',
              predicates: [
                { dimension: 'originatingDirection', value: 'outbound' },
                { dimension: 'conversationEnd', operator: 'exists' },
              ],
            },
          ],
        },
      ],
    }
    expect((await find({ interval: day, ...outbound, ...segments('purpose', 'user') })).ids).toEqual([
      'conversation-internal',
    ])
  })

  test.each<[string, Record<string, unknown>]>([
    ['no interval', {}],
    ['an interval that is none', { interval: '2026-03-14' }],
    ['an interval that ends before it starts', { interval: '2026-03-15T00:00:00Z/2026-03-14T00:00:00Z' }],
    ['more than 31 days', { interval: '2026-01-01T00:00:00Z/2026-02-01T00:00:01Z' }],
    ['more than 100 a page', { interval: day, paging: { pageSize: 101, pageNumber: 1 } }],
    ['the page before the first', { interval: day, paging: { pageSize: 10, pageNumber: 0 } }],
    ['a page beyond 100,000 hits', { interval: day, paging: { pageSize: 100, pageNumber: 1_001 } }],
    [
      'a dimension that nobody knows',
      {
        interval: day,
        segmentFilters: [{ type: 'and', predicates: [{ dimension: 'mood', value: 'good' }] }],
      },
    ],
  ])('with %s is refused', async (_what, query) => {
    const { analytics } = await connect()
    await expect(analytics.postAnalyticsConversationsDetailsQuery(query)).rejects.toMatchObject({
      status: 400,
      body: { status: 400, code: 'bad.request', contextId: expect.any(String) as string, errors: [] },
    })
  })
})

test('a job is asked for until it is fulfilled, and read with a cursor', async () => {
  const { analytics, find } = await connect()
  const interval = '2026-01-01T00:00:00Z/2026-12-31T00:00:00Z'
  const { status, body } = (await analytics.postAnalyticsConversationsDetailsJobs({ interval })) as {
    status: number
    body: { jobId: string }
  }
  expect(status).toBe(202)
  const state = () => analytics.getAnalyticsConversationsDetailsJob(body.jobId)
  expect(await state()).toMatchObject({ body: { state: 'PENDING' } })
  expect(await state()).toMatchObject({ body: { state: 'FULFILLED' } })

  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = (await analytics.getAnalyticsConversationsDetailsJobResults(body.jobId, {
      pageSize: 5,
      ...(cursor !== undefined && { cursor }),
    })) as { body: { conversations: { conversationId: string }[]; cursor?: string } }
    ids.push(...page.body.conversations.map(({ conversationId }) => conversationId))
    cursor = page.body.cursor
  } while (cursor !== undefined)
  expect(ids).toEqual((await find({ interval: day, paging: { pageSize: 100, pageNumber: 1 } })).ids)
  await expect(analytics.getAnalyticsConversationsDetailsJob('nowhere')).rejects.toMatchObject({
    status: 404,
  })
})
