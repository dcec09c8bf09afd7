import { endedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import { acceptedAt, callRecord, topicOf } from '../testing/call-records.ts'
import { acceptedRecord, enrichedRecord, failedRecord, loggedRecord } from '../testing/told-calls.ts'
import { callStoryOf } from './call-story.ts'
import type { ToldRecord } from './story-steps.ts'
import type { ResolutionValue } from './resolution.ts'
import { passageOf, standingOf } from './standing.ts'
import { tracesOf, traceUrlOf } from './story-traces.ts'

const eventId = 'conversation-111:user-agent-1'
const allDone = () => 1_000

function storyOf(
  told: readonly ToldRecord[],
  {
    said = {},
    committed = allDone,
  }: { said?: Record<string, ResolutionValue>; committed?: (topic: string) => number } = {},
) {
  return callStoryOf(eventId, told, { said: new Map(Object.entries(said)), committed })
}

const standing = (...args: Parameters<typeof storyOf>) => {
  const story = storyOf(...args)
  return standingOf(story, [story])
}

const replayed: ResolutionValue = {
  kind: 'replayed',
  at: new Date(acceptedAt + 60_000).toISOString(),
  by: 'ann',
  reason: 'the load is over',
  deadLetterTimestamp: acceptedAt + 20_000,
}

describe('a story', () => {
  it('tells in order what happened, wherever it was read first', () => {
    const told = [
      loggedRecord(70_000),
      failedRecord(20_000, 'dead'),
      enrichedRecord(200),
      failedRecord(900, 1),
      acceptedRecord(),
    ]
    const { steps } = storyOf(told, { said: { 'calls.sink.dlt/0/0': replayed } })
    expect(steps.map(({ kind, at }) => [kind, at - acceptedAt])).toEqual([
      ['accepted', 0],
      ['enriched', 200],
      ['failed', 900],
      ['dead', 20_000],
      ['said', 60_000],
      ['logged', 70_000],
    ])
  })

  it('tells a copy from a revision', () => {
    const call = endedCall({ receivedAt: acceptedAt })
    const later = { ...call, receivedAt: acceptedAt + 5_000 }
    const noted = { ...call, receivedAt: acceptedAt + 9_000, attributes: { notes: 'VIP' } }
    const { steps } = storyOf([
      acceptedRecord(),
      acceptedRecord(5_000, {}, later),
      acceptedRecord(9_000, {}, noted),
    ])
    expect(steps.map((step) => step.kind === 'accepted' && step.sort)).toEqual(['first', 'copy', 'revision'])
  })

  it('a record of the retry topic that was replayed is no attempt that failed', () => {
    const { steps } = storyOf([failedRecord(100, 1, { headers: { 'calltrail-attempt': '0' } })])
    expect(steps).toEqual([])
  })

  it('has the traces of its steps, each with what it shows', () => {
    const traceparent = (trace: string) => ({
      headers: { traceparent: `00-${trace.repeat(32)}-b7ad6b7169203331-01` },
    })
    const traces = tracesOf(
      storyOf([
        acceptedRecord(0, traceparent('a')),
        failedRecord(100, 1, traceparent('a')),
        loggedRecord(600_000, traceparent('b')),
      ]),
    )
    expect(traces.map(({ traceId, steps }) => [traceId[0], steps.map(({ kind }) => kind)])).toEqual([
      ['a', ['accepted', 'failed']],
      ['b', ['logged']],
    ])
  })
})

describe('where a call is', () => {
  it.each([
    ['logged', [acceptedRecord(), loggedRecord(900)]],
    ['skipped', [acceptedRecord(), loggedRecord(900, {}, { result: 'SKIPPED', skipReason: 'TOO_SHORT' })]],
    ['dead-lettered', [acceptedRecord(), failedRecord(900, 'dead')]],
    ['unaccounted', [acceptedRecord()]],
    ['unaccounted', [enrichedRecord(100)]],
  ] as const)('%s', (kind, told) => {
    expect(standing(told).kind).toBe(kind)
  })

  it('it waits for the stage that has not committed it', () => {
    const committed = (topic: string) => (topic === topicOf('enriched').name ? 2 : 1_000)
    const told = [acceptedRecord(), enrichedRecord(100, { offset: 7 })]
    expect(standing(told, { committed })).toEqual({
      kind: 'waiting',
      for: { stage: 'sink', says: 'enriched', number: 0, dueAt: acceptedAt + 100, before: 5 },
    })
  })

  it('it waits for a retry until the time in its header', () => {
    const committed = (topic: string) => (topic === topicOf('retry', 'sink', 2).name ? 0 : 1_000)
    const told = [acceptedRecord(), enrichedRecord(100), failedRecord(900, 1), failedRecord(7_000, 2)]
    expect(standing(told, { committed })).toMatchObject({
      kind: 'waiting',
      for: { says: 'retry', number: 2, dueAt: acceptedAt + 12_000 },
    })
  })

  it('once it is replayed, it waits for its stage again', () => {
    const committed = (topic: string) => (topic === topicOf('retry', 'sink', 1).name ? 0 : 1_000)
    const told = [
      acceptedRecord(),
      failedRecord(20_000, 'dead'),
      failedRecord(60_000, 1, { headers: { 'calltrail-attempt': '0' } }),
    ]
    expect(standing(told, { committed, said: { 'calls.sink.dlt/0/0': replayed } }).kind).toBe('waiting')
  })

  it('a follow-up that is to come does not keep it from being done', () => {
    const followUp = callRecord(topicOf('follow-up', 'enricher', 1), { offset: 5 })
    const committed = (topic: string) => (topic === followUp.topic.name ? 0 : 1_000)
    const told: ToldRecord[] = [acceptedRecord(), { says: 'follow-up', record: followUp }, loggedRecord(900)]
    expect(standing(told, { committed }).kind).toBe('logged')
    expect(storyOf(told, { committed }).pending).toHaveLength(1)
  })

  it('nor does it stand for the stage that the call waits for', () => {
    const followUp = callRecord(topicOf('follow-up', 'enricher', 1), { timestamp: acceptedAt + 300 })
    const told: ToldRecord[] = [enrichedRecord(100), { says: 'follow-up', record: followUp }]
    expect(standing(told, { committed: () => 0 })).toMatchObject({ kind: 'waiting', for: { stage: 'sink' } })
  })

  it('an event about the whole conversation goes on as those of its agents', () => {
    const whole = callStoryOf('conversation-111', [acceptedRecord()], { said: new Map(), committed: allDone })
    const part = storyOf([enrichedRecord(100)])
    expect(standingOf(whole, [whole, part])).toEqual({ kind: 'became', eventIds: [eventId] })
  })

  it('the time to Salesforce counts from the webhook', () => {
    expect(passageOf(storyOf([acceptedRecord(50), loggedRecord(900)]))).toBe(900)
    expect(passageOf(storyOf([acceptedRecord(50), enrichedRecord(100)]))).toBeUndefined()
  })
})

it('the link to a trace is the template with its id', () => {
  expect(traceUrlOf('http://localhost:16686/trace/{traceId}', 'abc')).toBe('http://localhost:16686/trace/abc')
  expect(traceUrlOf(null, 'abc')).toBeUndefined()
})
