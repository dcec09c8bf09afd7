import { enricherTopics } from '@calltrail/schemas'
import type { IHeaders, KafkaMessage } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { isLastTry, routeFailure } from './route.ts'

const now = Date.parse('2026-03-14T10:00:00Z')
const policy = { retryDelaysMs: [5_000, 60_000, 600_000], retryJitterPercent: 0, retryMaxAgeMs: 86_400_000 }
const locked = new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW')
const position = { topic: 'calls.enricher.retry.1', partition: 7, offset: '42' }

function record(headers: IHeaders = {}, key: Buffer | null = Buffer.from('key')) {
  const message = { key, value: Buffer.from([0, 255]), headers, timestamp: '0', attributes: 0, offset: '42' }
  return { message: message as KafkaMessage, position }
}

function route(kind: 'retry' | 'park', headers: IHeaders = {}, changes: Partial<RetryPolicy> = {}) {
  return routeFailure(
    { kind, error: locked },
    record(headers),
    enricherTopics,
    { ...policy, ...changes },
    now,
    0.5,
  )
}

describe('a failed record', () => {
  it.each([
    [0, 'calls.enricher.retry.1', '2026-03-14T10:00:05.000Z'],
    [1, 'calls.enricher.retry.2', '2026-03-14T10:01:00.000Z'],
    [2, 'calls.enricher.retry.3', '2026-03-14T10:10:00.000Z'],
  ])('after %i failures waits in %s until its delay is over', (failures, topic, due) => {
    const routed = route('retry', { 'calltrail-attempt': String(failures) })
    expect(routed.topic).toBe(topic)
    expect(routed.message.headers).toMatchObject({
      'calltrail-attempt': String(failures + 1),
      'calltrail-not-before': due,
    })
  })

  it('goes to the dead letters after the last tier', () => {
    const routed = route('retry', {
      'calltrail-attempt': '3',
      'calltrail-not-before': '2026-03-14T09:59:00.000Z',
    })
    expect(routed.topic).toBe('calls.enricher.dlt')
    expect(routed.message.headers).not.toHaveProperty('calltrail-not-before')
  })

  it('goes to the dead letters after as many tiers as there are delays', () => {
    expect(route('retry', { 'calltrail-attempt': '1' }, { retryDelaysMs: [1_000] }).topic).toBe(
      'calls.enricher.dlt',
    )
    expect(route('retry', {}, { retryDelaysMs: [] }).topic).toBe('calls.enricher.dlt')
  })

  it('waits longer than its delay, by chance and when the other side asked for it', () => {
    const notBefore = ({ message }: ReturnType<typeof route>) => message.headers?.['calltrail-not-before']
    expect(notBefore(route('retry', {}, { retryJitterPercent: 10 }))).toBe('2026-03-14T10:00:05.250Z')
    const error = new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW', { retryAfterMs: 30_000 })
    const asked = routeFailure({ kind: 'retry', error }, record(), enricherTopics, policy, now, 0)
    expect(notBefore(asked)).toBe('2026-03-14T10:00:30.000Z')
  })

  it.each([
    ['an hour ago', '2026-03-14T09:00:00.000Z', undefined, 'calls.enricher.retry.2'],
    ['two days ago', '2026-03-12T10:00:00.000Z', undefined, 'calls.enricher.dlt'],
    [
      'two days ago, and replayed now',
      '2026-03-12T10:00:00.000Z',
      '2026-03-14T09:59:59.000Z',
      'calls.enricher.retry.2',
    ],
    ['at no time', 'never', undefined, 'calls.enricher.retry.2'],
  ])('that began to fail %s goes where its age allows', (_, firstFailedAt, replayedAt, topic) => {
    const headers = {
      'calltrail-attempt': '1',
      'calltrail-first-failed-at': firstFailedAt,
      'calltrail-replayed-at': replayedAt,
    }
    expect(route('retry', headers).topic).toBe(topic)
  })

  it('goes to the dead letters at once when no retry would help', () => {
    expect(route('park').topic).toBe('calls.enricher.dlt')
  })

  it('keeps key, value and its own headers', () => {
    const { message } = route('retry', { ce_id: 'event-1', traceparent: '00-a-b-01' })
    expect(message.key).toEqual(Buffer.from('key'))
    expect(message.value).toEqual(Buffer.from([0, 255]))
    expect(message.headers).toMatchObject({ ce_id: 'event-1', traceparent: '00-a-b-01' })
  })

  it('keeps its first origin and tells its last error', () => {
    const { message } = route('retry', {
      'calltrail-attempt': '1',
      'calltrail-origin-topic': 'calls.ended.v1',
      'calltrail-origin-partition': '3',
      'calltrail-origin-offset': '9',
      'calltrail-first-failed-at': '2026-03-14T09:00:00.000Z',
      'calltrail-replayed': '2',
      'calltrail-error-code': 'HANDLER_FAILED',
      'calltrail-error-message': 'the stage threw TypeError',
    })
    expect(message.headers).toMatchObject({
      'calltrail-stage': 'enricher',
      'calltrail-origin-partition': '3',
      'calltrail-origin-offset': '9',
      'calltrail-first-failed-at': '2026-03-14T09:00:00.000Z',
      'calltrail-failed-at': '2026-03-14T10:00:00.000Z',
      'calltrail-replayed': '2',
      'calltrail-error-code': 'SALESFORCE_ROW_LOCKED',
      'calltrail-error-message': 'UNABLE_TO_LOCK_ROW',
    })
  })

  it('of the input topic has no story yet, whatever a stranger has written there', () => {
    const forged = {
      ce_id: 'event-1',
      'calltrail-attempt': '3',
      'calltrail-replayed': '99',
      'calltrail-origin-topic': 'elsewhere',
      'calltrail-first-failed-at': '2020-01-01T00:00:00.000Z',
      'calltrail-late': 'true',
    }
    const { topic, message } = routeFailure(
      { kind: 'retry', error: locked },
      { ...record(forged), position: { ...position, topic: 'calls.ended.v1' } },
      enricherTopics,
      policy,
      now,
      0,
    )
    expect(topic).toBe('calls.enricher.retry.1')
    expect(message.headers).toMatchObject({
      ce_id: 'event-1',
      'calltrail-attempt': '1',
      'calltrail-replayed': '0',
      'calltrail-origin-topic': 'calls.ended.v1',
      'calltrail-first-failed-at': '2026-03-14T10:00:00.000Z',
      'calltrail-late': 'true',
    })
  })

  it.each(['', 'many', '-1', '1.5', '9'.repeat(30)])(
    'with the attempt %j counts as never tried',
    (attempt) => {
      expect(route('retry', { 'calltrail-attempt': attempt }).topic).toBe('calls.enricher.retry.1')
    },
  )

  it('without a key is given a partition, or kafkajs would draw one at each of its retries', () => {
    const routed = routeFailure(
      { kind: 'park', error: locked },
      record({}, null),
      enricherTopics,
      policy,
      now,
      0,
    )
    expect(routed.message).toMatchObject({ key: null, partition: 0 })
  })
})

describe('a try is the last one', () => {
  const lastTry = (headers: IHeaders, changes: Partial<RetryPolicy> = {}) =>
    isLastTry(record(headers), enricherTopics, { ...policy, ...changes }, now)

  it('when there is no tier, or no delay, after it', () => {
    expect([0, 1, 2, 3].map((attempt) => lastTry({ 'calltrail-attempt': String(attempt) }))).toEqual([
      false,
      false,
      false,
      true,
    ])
    expect(lastTry({ 'calltrail-attempt': '1' }, { retryDelaysMs: [1_000] })).toBe(true)
  })

  it('when the next one would come too late', () => {
    const headers = { 'calltrail-attempt': '1', 'calltrail-first-failed-at': '2026-03-14T09:59:00.000Z' }
    expect(lastTry(headers, { retryMaxAgeMs: 119_000 })).toBe(true)
    expect(lastTry(headers, { retryMaxAgeMs: 121_000 })).toBe(false)
  })
})
