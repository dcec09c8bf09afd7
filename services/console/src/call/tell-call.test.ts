import { expect, it } from 'vitest'
import type { CallRecord } from '../domain/call-record.ts'
import { acceptedTopic, loggedTopic } from '../domain/call-topics.ts'
import { standingOf } from '../domain/standing.ts'
import { acceptedAt, fakeCallRecords } from '../testing/call-records.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import { acceptedRecord, enrichedRecord, loggedRecord } from '../testing/told-calls.ts'
import { tellCall } from './tell-call.ts'

const queues = { positions: async () => [], processes: async () => new Map() }

const since = acceptedAt - 7 * 86_400_000

function tell(
  name: string,
  told: readonly { readonly record: CallRecord }[],
  beforeRead?: (count: number) => void,
) {
  const records = told.map(({ record }) => record)
  const all = fakeCallRecords(records, beforeRead)
  const { archive } = fakeDesk([])
  const question = { name, since, progress: () => {}, signal: new AbortController().signal }
  return { records, all, telling: tellCall({ records: all, archive, queues }, question) }
}

const about = (eventId: string) => ({ eventId })

it('finds all events of a conversation, or the one that is named and the whole one', async () => {
  const told = [
    acceptedRecord(0, about('c:1')),
    acceptedRecord(1_000, about('c:2')),
    acceptedRecord(2_000, about('c')),
    acceptedRecord(0, about('other:1')),
  ]
  const idsOf = async (name: string) => (await tell(name, told).telling).stories.map(({ eventId }) => eventId)
  expect(await idsOf('c')).toEqual(['c:1', 'c:2', 'c'])
  expect(await idsOf('c:2')).toEqual(['c:2', 'c'])
  expect(await idsOf('nobody')).toEqual([])
})

it('looks for what came of a call from when it was accepted on, and not in all the days before', async () => {
  const { all, telling } = tell('conversation-111', [acceptedRecord(), loggedRecord(900)])
  await telling
  const [first, second] = all.readings
  expect(first?.extents).toEqual([{ topic: acceptedTopic, since }])
  expect(second?.extents).toContainEqual({ topic: loggedTopic, since: acceptedAt - 3_600_000 })
  expect(all.readings.every(({ conversationId }) => conversationId === 'conversation-111')).toBe(true)
})

it('of a call whose arrival is forgotten it still finds the rest', async () => {
  const { telling } = tell('conversation-111', [loggedRecord(900)])
  const { stories } = await telling
  expect(standingOf(stories[0]!, stories).kind).toBe('logged')
})

it('looks again when a call was just passing from a stage to the next', async () => {
  const { records, all, telling } = tell('conversation-111', [acceptedRecord()], (count) => {
    if (count === 2) records.push(enrichedRecord(100).record, loggedRecord(900).record)
  })
  const { stories } = await telling
  expect(standingOf(stories[0]!, stories).kind).toBe('logged')
  expect(all.readings).toHaveLength(4)
})
