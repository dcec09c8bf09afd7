/**
 * For tests: tracing as in a process, with the spans kept in memory. One of it at a time.
 */
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace'
import { conversationOnSpans } from '../conversation.ts'
import { FailuresAlways, samplerOf } from '../sampling.ts'
import type { TracingConfig } from '../tracing-config.ts'

export interface RecordedSpans extends Disposable {
  /** What has been sent, in the order of their ends. */
  readonly spans: readonly ReadableSpan[]
  /** The only one of that name. */
  one(name: string): ReadableSpan
}

type Sampling = Pick<TracingConfig, 'sampler' | 'samplerRatio'>

const exporter = new InMemorySpanExporter()
let sampler: Sampler

/** OpenTelemetry's tracers stay with the provider that they find first, so there is one for all tests of a file. */
const provider = new TracerProvider({
  sampler: {
    shouldSample: (...parameters) => sampler.shouldSample(...parameters),
    toString: () => 'a test’s',
  },
  spanProcessors: [conversationOnSpans, new FailuresAlways(new SimpleSpanProcessor({ exporter }))],
})

export function recordSpans(sampling: Sampling = { sampler: 'always_on', samplerRatio: 1 }): RecordedSpans {
  sampler = samplerOf(sampling)
  exporter.reset()
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(provider)
  return {
    get spans() {
      return exporter.getFinishedSpans()
    },
    one(name) {
      const found = exporter.getFinishedSpans().filter((span) => span.name === name)
      if (found.length !== 1) throw new Error(`${found.length} spans are called ${name}`)
      return found[0]!
    },
    [Symbol.dispose]() {
      sampler = new AlwaysOffSampler()
      context.disable()
    },
  }
}

/** What most tests ask of a span. */
export function outlineOf({ name, kind, status, attributes }: ReadableSpan) {
  return {
    name,
    kind: SpanKind[kind],
    failed: status.code === SpanStatusCode.ERROR,
    conversation: attributes['app.conversation.id'],
  }
}
