import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withinProcessSpan } from './process-span.ts'
import type { EventRecord } from './record.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const senderSpanId = 'b7ad6b7169203331'
const record = (changes: Partial<EventRecord> = {}): EventRecord => ({
  topic: 'calls.enriched.v1',
  partition: 3,
  offset: '42',
  key: 'key',
  headers: { traceparent: `00-${traceId}-${senderSpanId}-01`, ce_id: 'conversation-1' },
  publishedAt: Date.now(),
  value: null,
  ...changes,
})

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
beforeEach(() => {
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
})
afterEach(() => {
  exporter.reset()
  trace.disable()
  context.disable()
  propagation.disable()
})

it('a handler runs in a consumer’s span of the call’s trace, below the span that sent the record', async () => {
  let within: string | undefined
  await withinProcessSpan(record(), 'billing', async () => {
    within = trace.getActiveSpan()?.spanContext().traceId
  })
  const [span] = exporter.getFinishedSpans()
  expect(within).toBe(traceId)
  expect(span).toMatchObject({
    name: 'process calls.enriched.v1',
    kind: SpanKind.CONSUMER,
    parentSpanContext: { spanId: senderSpanId },
    links: [],
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'calls.enriched.v1',
      'messaging.destination.partition.id': '3',
      'messaging.kafka.offset': 42,
      'messaging.consumer.group.name': 'billing',
      'messaging.message.id': 'conversation-1',
    },
  })
})

it('what is handled long after it was published begins a trace of its own, with a link', async () => {
  await withinProcessSpan(record({ publishedAt: Date.now() - 301_000 }), 'billing', () => undefined)
  const [span] = exporter.getFinishedSpans()
  expect(span?.spanContext().traceId).not.toBe(traceId)
  expect(span?.links).toMatchObject([{ context: { traceId, spanId: senderSpanId } }])
})

it('a handler that throws marks the span, without its message, and goes on throwing', async () => {
  const failing = withinProcessSpan(record(), 'billing', () => {
    throw new TypeError('+15551234567 is not known')
  })
  await expect(failing).rejects.toThrow('+15551234567')
  const [span] = exporter.getFinishedSpans()
  expect(span?.status).toEqual({ code: SpanStatusCode.ERROR })
  expect(span?.attributes['error.type']).toBe('TypeError')
})

it('without an SDK a handler runs all the same', async () => {
  trace.disable()
  context.disable()
  propagation.disable()
  let runs = 0
  await withinProcessSpan(record(), 'billing', () => void (runs += 1))
  expect(runs).toBe(1)
  expect(exporter.getFinishedSpans()).toEqual([])
})
