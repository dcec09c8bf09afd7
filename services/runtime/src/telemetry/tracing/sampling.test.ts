import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { contextOfHeaders, traceHeaders, traceHeadersOfFailure } from './propagation.ts'
import { recordSpans } from './testing/recorded-spans.ts'
import { tracer } from './tracer.ts'

const never = { sampler: 'parentbased_traceidratio', samplerRatio: 0 } as const
const always = { sampler: 'parentbased_traceidratio', samplerRatio: 1 } as const
const namesOf = ({ spans }: ReturnType<typeof recordSpans>) => spans.map(({ name }) => name)

/** A record's part of a trace: a span with one below it. */
function record(parent: Context, { fails = false } = {}): Context {
  const outer = tracer.startSpan('process', {}, parent)
  const within = trace.setSpan(parent, outer)
  tracer.startSpan('step', {}, within).end()
  if (fails) outer.setStatus({ code: SpanStatusCode.ERROR })
  outer.end()
  return within
}

it('a sampled trace is sent, an unsampled one is not', () => {
  using sampled = recordSpans(always)
  record(ROOT_CONTEXT)
  expect(namesOf(sampled)).toEqual(['step', 'process'])
  using unsampled = recordSpans(never)
  record(ROOT_CONTEXT)
  expect(namesOf(unsampled)).toEqual([])
})

it('what fails is sent all the same, with all that led to it', () => {
  using recorded = recordSpans(never)
  record(ROOT_CONTEXT, { fails: true })
  record(ROOT_CONTEXT)
  expect(namesOf(recorded)).toEqual(['step', 'process'])
  expect(recorded.spans.every((span) => span.spanContext().traceFlags === 1)).toBe(true)
  expect(recorded.one('step').parentSpanContext?.spanId).toBe(recorded.one('process').spanContext().spanId)
})

it('what follows from a failure is sent, too, wherever it happens', () => {
  using recorded = recordSpans(never)
  const failed = record(ROOT_CONTEXT, { fails: true })
  record(contextOfHeaders(traceHeaders(failed)))
  expect(namesOf(recorded)).toEqual(['step', 'process'])
  record(contextOfHeaders(traceHeadersOfFailure(failed)))
  expect(namesOf(recorded)).toEqual(['step', 'process', 'step', 'process'])
})

it('what goes on in a trace of its own is sent when that from which it goes on was', () => {
  using recorded = recordSpans(never)
  const links = [
    { context: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 } },
  ]
  tracer.startSpan('late retry', { links }, ROOT_CONTEXT).end()
  tracer
    .startSpan('other', { links: [{ context: { ...links[0]!.context, traceFlags: 0 } }] }, ROOT_CONTEXT)
    .end()
  expect(namesOf(recorded)).toEqual(['late retry'])
})

it('a trace that others have begun is sent as they decided, however many are sent of our own', () => {
  const traceparent = (flags: string) => `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-${flags}`
  using recorded = recordSpans(never)
  record(contextOfHeaders({ traceparent: traceparent('00') }))
  expect(namesOf(recorded)).toEqual([])
  record(contextOfHeaders({ traceparent: traceparent('01') }))
  expect(namesOf(recorded)).toEqual(['step', 'process'])
})
