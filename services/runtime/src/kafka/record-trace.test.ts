import { sinkTopics } from '@calltrail/schemas'
import { trace } from '@opentelemetry/api'
import type { IHeaders, KafkaMessage } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import { outlineOf, recordSpans } from '../telemetry/tracing/testing/recorded-spans.ts'
import { RecordTrace } from './record-trace.ts'

const [firstTier, , lastTier] = sinkTopics.retryTiers as [string, string, string]
const main = sinkTopics.input.name
const senderId = '00f067aa0ba902b7'
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const now = Date.UTC(2026, 2, 14, 10)
const iso = (ms: number) => new Date(ms).toISOString()

function open(topic: string, headers: IHeaders = {}): RecordTrace {
  const message = {
    key: null,
    value: null,
    offset: '42',
    timestamp: String(now),
    headers: { ce_id: 'conversation-1:agent-1', traceparent: `00-${traceId}-${senderId}-01`, ...headers },
  } as unknown as KafkaMessage
  return new RecordTrace(sinkTopics, { topic, partition: 7 }, message)
}

const done = { kind: 'skip', reason: 'COPY' } as const
const toDeadLetters = {
  kind: 'park',
  error: new PipelineError('SALESFORCE_RECORD_REJECTED', 'FIELD_CUSTOM_VALIDATION_EXCEPTION'),
} as const
const message = { topic: sinkTopics.deadLetters, message: { key: 'k', value: 'v', headers: { a: 'b' } } }

describe('the trace of a record', () => {
  // The first one: once something was traced, tracers go on.
  it('is passed on as it came where nothing is traced', () => {
    const sent = open(main).sending(message, done)
    expect(sent.message.headers).toMatchObject({ traceparent: `00-${traceId}-${senderId}-01` })
    expect(trace.getSpan(open(main, { traceparent: 'nonsense' }).context)?.isRecording()).toBe(false)
  })

  it('goes on below the span that sent it, without a link', () => {
    using recorded = recordSpans()
    open(main).done(done)
    const span = recorded.one(`process ${main}`)
    expect(outlineOf(span)).toEqual({
      name: `process ${main}`,
      kind: 'CONSUMER',
      failed: false,
      conversation: 'conversation-1',
    })
    expect(span.spanContext().traceId).toBe(traceId)
    expect(span.parentSpanContext?.spanId).toBe(senderId)
    expect(span.links).toEqual([])
    expect(span.attributes).toMatchObject({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': main,
      'messaging.destination.partition.id': '7',
      'messaging.kafka.offset': 42,
      'messaging.message.id': 'conversation-1:agent-1',
      'messaging.message.conversation_id': 'conversation-1',
      'messaging.consumer.group.name': 'calltrail-sink',
      'calltrail.attempt': 1,
      'calltrail.outcome': 'skip',
      'calltrail.reason': 'COPY',
    })
  })

  it('goes on with what is sent because of it, and keeps that record’s own headers', () => {
    using recorded = recordSpans()
    const record = open(main)
    const sent = record.sending(message, toDeadLetters)
    record.done(toDeadLetters)
    const send = recorded.one(`send ${sinkTopics.deadLetters}`)
    expect(outlineOf(send)).toMatchObject({ kind: 'PRODUCER', conversation: 'conversation-1' })
    expect(sent.message.headers).toMatchObject({
      a: 'b',
      traceparent: `00-${traceId}-${send.spanContext().spanId}-01`,
      baggage: 'app.conversation.id=conversation-1',
    })
    const process = recorded.one(`process ${main}`)
    expect(send.parentSpanContext?.spanId).toBe(process.spanContext().spanId)
    expect(process.status).toEqual({
      code: 2,
      message: 'SALESFORCE_RECORD_REJECTED: FIELD_CUSTOM_VALIDATION_EXCEPTION',
    })
    expect(process.attributes['error.type']).toBe('SALESFORCE_RECORD_REJECTED')
  })

  it('stays one over short waits, and begins anew after long ones, with one link', () => {
    using recorded = recordSpans()
    const retriedAfter = (topic: string, waitMs: number) =>
      open(topic, { 'calltrail-attempt': '2', 'calltrail-not-before': iso(now + waitMs) }).done(done)
    retriedAfter(firstTier, 300_000)
    retriedAfter(lastTier, 300_001)
    const [short, long] = recorded.spans
    expect([short!.spanContext().traceId, short!.links]).toEqual([traceId, []])
    expect(short!.attributes['calltrail.attempt']).toBe(3)
    expect(long!.spanContext().traceId).not.toBe(traceId)
    expect(long!.parentSpanContext).toBeUndefined()
    expect(long!.links.map(({ context }) => context.spanId)).toEqual([senderId])
    expect(outlineOf(long!).conversation).toBe('conversation-1')
  })

  it('begins anew with a replay, but not with the retries after it', () => {
    using recorded = recordSpans()
    open(firstTier, { 'calltrail-attempt': '0', 'calltrail-replayed': '1' }).done(done)
    open(firstTier, { 'calltrail-attempt': '1', 'calltrail-replayed': '1' }).done(done)
    const [replayed, retried] = recorded.spans
    expect(replayed!.parentSpanContext).toBeUndefined()
    expect(replayed!.links).toHaveLength(1)
    expect(retried!.parentSpanContext?.spanId).toBe(senderId)
  })

  it('is not led astray by what a stranger has written on the stage’s input', () => {
    using recorded = recordSpans()
    open(main, { 'calltrail-attempt': '0', 'calltrail-replayed': '1' }).done(done)
    expect(recorded.one(`process ${main}`).parentSpanContext?.spanId).toBe(senderId)
  })

  it('tells that nothing of it was committed, so that it comes again', () => {
    using recorded = recordSpans()
    const record = open(main)
    record.sending(message, done)
    record.failed(new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503'))
    expect(recorded.spans.map(outlineOf)).toMatchObject([{ failed: true }, { failed: true }])
    expect(recorded.one(`process ${main}`).attributes['calltrail.outcome']).toBe('again')
  })
})
