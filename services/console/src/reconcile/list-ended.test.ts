import { describe, expect, it } from 'vitest'
import type { Conversation } from '../domain/conversation.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import { conversation } from '../testing/conversations.ts'
import { fakeGenesys } from '../testing/fake-reconcile-desk.ts'
import { listEnded, mostHits } from './list-ended.ts'
import type { Listing } from './list-ended.ts'

const at = (text: string) => Date.parse(`2026-03-${text}Z`)
const hour = 3_600_000
const today: TimeSpan = { from: at('14T00:00'), to: at('15T00:00') }

function call(conversationId: string, startedAt: number, endedAt: number | undefined): Conversation {
  return conversation({ conversationId, startedAt, endedAt })
}

async function list(
  conversations: readonly Conversation[],
  changes: Partial<Listing> & { readonly span?: TimeSpan } = {},
  options: Parameters<typeof fakeGenesys>[1] = {},
) {
  const genesys = fakeGenesys(conversations, options)
  const progress: string[] = []
  const listing = {
    genesys,
    span: today,
    longestCallMs: 4 * hour,
    onProgress: (read: number, total: number) => void progress.push(`${read} of ${total}`),
    signal: new AbortController().signal,
    ...changes,
  }
  const ended = await listEnded(listing)
  return { ids: ended.map(({ conversationId }) => conversationId), asked: genesys.asked, progress }
}

describe('of all conversations those are listed that ended in the span', () => {
  it.each<[string, Conversation, boolean]>([
    ['began and ended in it', call('x', at('14T10:00'), at('14T10:10')), true],
    ['ended with its beginning', call('x', at('13T23:50'), at('14T00:00')), true],
    ['ended before it', call('x', at('13T23:50'), at('13T23:59:59.999')), false],
    ['ended with its end', call('x', at('14T23:50'), at('15T00:00')), false],
    ['began in it and ended after it', call('x', at('14T23:50'), at('15T00:10')), false],
    ['began on the day before', call('x', at('13T23:50'), at('14T00:10')), true],
    ['goes on', call('x', at('14T10:00'), undefined), false],
  ])('one that %s: %s', async (_, subject, isListed) => {
    expect((await list([subject])).ids).toEqual(isListed ? ['x'] : [])
  })

  it('in an hour of the day, one that began hours before', async () => {
    const span = { from: at('14T14:00'), to: at('14T15:00') }
    expect((await list([call('x', at('14T10:30'), at('14T14:30'))], { span })).ids).toEqual(['x'])
  })

  it('the earliest end first', async () => {
    const long = call('long', at('14T10:00'), at('14T11:00'))
    const short = call('short', at('14T10:10'), at('14T10:20'))
    expect((await list([long, short])).ids).toEqual(['short', 'long'])
  })
})

describe('pages', () => {
  const many = Array.from({ length: 250 }, (_, index) =>
    call(`c-${index}`, at('14T10:00') + index, at('14T11:00') + index),
  )

  it('are read to the last, each once', async () => {
    const { ids, asked, progress } = await list(many)
    expect(ids).toEqual(many.map(({ conversationId }) => conversationId))
    expect(asked.map(({ pageNumber }) => pageNumber)).toEqual([1, 1, 2, 3])
    expect(progress).toEqual(['100 of 250', '200 of 250', '250 of 250'])
  })

  it('are read until one is empty where Genesys does not count', async () => {
    const { ids, asked } = await list(many.slice(0, 200), {}, { totalHits: () => undefined })
    expect(ids).toHaveLength(200)
    expect(asked.map(({ pageNumber }) => pageNumber)).toEqual([1, 1, 2, 3])
  })

  it('of a span with more conversations than can be paged through are read in parts, and no call is listed twice', async () => {
    const throughout = call('throughout', at('14T00:30'), at('14T23:30'))
    const { ids, asked } = await list(
      [...many, throughout],
      {},
      {
        totalHits: ({ from, to }, counted) => (to - from > 6 * hour ? mostHits + 1 : counted),
      },
    )
    expect(ids.toSorted()).toEqual(
      [...many, throughout].map(({ conversationId }) => conversationId).toSorted(),
    )
    const whole = asked.filter(({ span }) => span.to - span.from > 6 * hour)
    expect(whole.map(({ span }) => (span.to - span.from) / hour)).toEqual([24, 12, 12])
    expect(whole.every(({ pageNumber }) => pageNumber === 1)).toBe(true)
  })
})

it('an interruption is heeded after the page under way', async () => {
  const interruption = new AbortController()
  const reason = new Error('Ctrl-C')
  const many = Array.from({ length: 250 }, (_, index) =>
    call(`c-${index}`, at('14T10:00') + index, at('14T11:00')),
  )
  const genesys = fakeGenesys(many, {
    beforePage: (asked) => {
      if (asked === 2) interruption.abort(reason)
    },
  })
  const listing = listEnded({
    genesys,
    span: today,
    longestCallMs: hour,
    onProgress: () => {},
    signal: interruption.signal,
  })
  await expect(listing).rejects.toBe(reason)
  expect(genesys.asked).toHaveLength(2)
})
