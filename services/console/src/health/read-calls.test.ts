import { expect, it } from 'vitest'
import { healthReportOf } from '../domain/health-report.ts'
import type { CallRecord } from '../domain/call-record.ts'
import type { Resolution } from '../domain/resolution.ts'
import { acceptedAt, callRecord, fakeCallRecords, topicOf } from '../testing/call-records.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import { acceptedRecord, enrichedRecord, failedRecord, loggedRecord } from '../testing/told-calls.ts'
import { readCalls } from './read-calls.ts'

const hour = 3_600_000
const span = { from: acceptedAt - hour / 2, to: acceptedAt + hour / 2 }

async function reportOf(records: CallRecord[], resolutions: readonly Resolution[] = []) {
  const topics = fakeCallRecords(records)
  const sources = { records: topics, archive: fakeDesk([], { resolutions }).archive }
  const books = await readCalls(sources, { span, lookBackMs: hour, signal: new AbortController().signal })
  // Arrivals after the span are not even read.
  expect(topics.readings[0]?.extents.map(({ until }) => until).filter(Boolean)).toEqual([span.to])
  return healthReportOf(books.calls(), span)
}

it('counts calls from the records of every topic', async () => {
  const about = (eventId: string) => ({ eventId })
  const report = await reportOf([
    acceptedRecord(0, about('a')).record,
    enrichedRecord(100, about('a')).record,
    loggedRecord(700, about('a')).record,
    acceptedRecord(0, about('b')).record,
    failedRecord(900, 'dead', about('b')).record,
    acceptedRecord(0, about('c')).record,
    loggedRecord(700, about('c'), { result: 'SKIPPED', skipReason: 'TOO_SHORT' }).record,
    acceptedRecord(0, about('d')).record,
  ])
  expect(report).toMatchObject({ total: 4, logged: 1, failed: 1, skipped: 1, inFlight: 1, averageMs: 700 })
})

it('poison without an id is the dead letter that came of it', async () => {
  const poison = callRecord(topicOf('accepted'), { eventId: undefined, partition: 4, offset: 17 })
  const dead = failedRecord(900, 'dead', {
    eventId: undefined,
    headers: {
      'calltrail-origin-topic': poison.topic.name,
      'calltrail-origin-partition': '4',
      'calltrail-origin-offset': '17',
    },
  })
  expect(await reportOf([poison, dead.record])).toMatchObject({ total: 1, failed: 1, inFlight: 0 })
})

it('a dead letter that was resolved has not failed', async () => {
  const { record } = failedRecord(900, 'dead')
  const resolution: Resolution = {
    place: { stage: 'sink', partition: record.partition, offset: record.offset },
    value: { kind: 'resolved', at: '2026-03-14T12:00:00Z', by: 'ann', deadLetterTimestamp: record.timestamp },
  }
  expect(await reportOf([acceptedRecord().record, record], [resolution])).toMatchObject({
    failed: 0,
    resolved: 1,
  })
})

it('what comes after the span is not counted, and what came of its calls is, however late', async () => {
  const report = await reportOf([
    acceptedRecord().record,
    loggedRecord(9 * hour).record,
    acceptedRecord(hour, { eventId: 'later' }).record,
  ])
  expect(report).toMatchObject({ total: 1, logged: 1 })
})

it('a copy of a call that came before the span is not counted as one that nobody has logged', async () => {
  const before = acceptedRecord(-hour, { eventId: 'early' }).record
  expect(await reportOf([before, acceptedRecord(0, { eventId: 'early' }).record])).toMatchObject({ total: 0 })
})
