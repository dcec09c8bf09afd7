/**
 * Which traces are sent, and that failures are sent always.
 */
import { SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  createAlwaysRecordSampler,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { ReadableSpan, Sampler, Span, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { TracingConfig } from './tracing-config.ts'

/** Records every span, also those that are not sent: only at its end is it known whether one has failed. */
export function samplerOf({
  sampler,
  samplerRatio,
}: Pick<TracingConfig, 'sampler' | 'samplerRatio'>): Sampler {
  const [name, isParentBased] = sampler.startsWith('parentbased_')
    ? [sampler.slice('parentbased_'.length), true]
    : [sampler, false]
  const own =
    name === 'always_on'
      ? new AlwaysOnSampler()
      : name === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(samplerRatio)
  const decided = isParentBased ? new ParentBasedSampler({ root: linkBased(own) }) : own
  return createAlwaysRecordSampler(decided)
}

/** What goes on in a trace of its own, as a late retry does, is sent when that from which it goes on was. */
function linkBased(root: Sampler): Sampler {
  return {
    shouldSample(context, traceId, name, kind, attributes, links) {
      const isSent = links.some((link) => (link.context.traceFlags & TraceFlags.SAMPLED) !== 0)
      if (isSent) return { decision: SamplingDecision.RECORD_AND_SAMPLED }
      return root.shouldSample(context, traceId, name, kind, attributes, links)
    },
    toString: () => `LinkBased{${root.toString()}}`,
  }
}

/** Traces of which something is under way in this process. */
const mostTraces = 10_000
const mostSpansOfTrace = 200

/** What has ended of an unsampled trace in this process, while it may still fail. */
interface Kept {
  readonly ended: ReadableSpan[]
  open: number
  hasFailed: boolean
}

/**
 * Passes on the spans of sampled traces, and of the others those of this process in which something has failed: all of them, so that what
 * led to the failure is seen, too. Where a failure lives on in another process it is carried there as sampled, see `carriedOn`.
 */
export class FailuresAlways implements SpanProcessor {
  readonly #next: SpanProcessor
  /** In the order in which they began. */
  readonly #unsampled = new Map<string, Kept>()

  constructor(next: SpanProcessor) {
    this.#next = next
  }

  onStart(span: Span, parent: Context): void {
    this.#next.onStart(span, parent)
    const { traceId, traceFlags } = span.spanContext()
    if (traceFlags & TraceFlags.SAMPLED) return
    const known = this.#unsampled.get(traceId)
    if (known) known.open += 1
    else this.#begin(traceId)
  }

  onEnd(span: ReadableSpan): void {
    const { traceId, traceFlags } = span.spanContext()
    if (traceFlags & TraceFlags.SAMPLED) return this.#next.onEnd(span)
    const kept = this.#unsampled.get(traceId)
    if (!kept) return
    kept.open -= 1
    kept.hasFailed ||= span.status.code === SpanStatusCode.ERROR
    if (kept.ended.length < mostSpansOfTrace) kept.ended.push(span)
    if (kept.open > 0) return
    this.#unsampled.delete(traceId)
    if (kept.hasFailed) for (const one of kept.ended) this.#next.onEnd(asSampled(one))
  }

  /** Spans that never end must not pile up: the oldest trace is forgotten. */
  #begin(traceId: string): void {
    this.#unsampled.set(traceId, { ended: [], open: 1, hasFailed: false })
    if (this.#unsampled.size <= mostTraces) return
    const { value: oldest } = this.#unsampled.keys().next()
    if (oldest !== undefined) this.#unsampled.delete(oldest)
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush()
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown()
  }
}

function asSampled(span: ReadableSpan): ReadableSpan {
  const spanContext = { ...span.spanContext(), traceFlags: TraceFlags.SAMPLED }
  return Object.create(span, { spanContext: { value: () => spanContext } }) as ReadableSpan
}
