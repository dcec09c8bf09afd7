/**
 * Spans of what a process asks of others by HTTP. A request for one record is part of its trace. A request for several is no part of any:
 * it is a trace of its own, linked with those of the records, and they with it.
 */
import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Attributes, Context, Span } from '@opentelemetry/api'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import type { UndiciRequest } from '@opentelemetry/instrumentation-undici'

interface RequestKind {
  /** Such as `salesforce upsert Task`. */
  readonly name: string
  readonly attributes: Attributes
  /** Those whose request it is, when they are of several traces. */
  readonly sharedBy: readonly Span[]
}

const kindKey = createContextKey('calltrail request kind')

/**
 * Sends requests that are called `name`, on behalf of those whose contexts are given. Where there is nobody, nothing is traced: no one
 * would find it.
 */
export function requestFor<Result>(
  name: string,
  attributes: Attributes,
  contexts: readonly Context[],
  send: () => Promise<Result>,
): Promise<Result> {
  const askers = contexts.filter((one) => trace.getSpan(one) !== undefined)
  const traces = new Set(askers.map((one) => trace.getSpanContext(one)?.traceId))
  // Of one trace, whoever asked last is nearest to the request.
  const parent = traces.size === 1 ? askers.at(-1)! : ROOT_CONTEXT
  const sharedBy = traces.size > 1 ? distinctSpans(askers) : []
  const kind: RequestKind | undefined = askers.length > 0 ? { name, attributes, sharedBy } : undefined
  return context.with(parent.setValue(kindKey, kind), send)
}

/** The same requests under another name, as that for a token on the way to another. */
export function requestNamed<Result>(name: string, send: () => Promise<Result>): Promise<Result> {
  const active = context.active()
  const kind = active.getValue(kindKey) as RequestKind | undefined
  return context.with(active.setValue(kindKey, kind && { ...kind, name, attributes: {} }), send)
}

/** Makes the spans, with the address but not what stands behind its question mark, where Salesforce's queries have phone numbers. */
export function httpRequestSpans(): UndiciInstrumentation {
  return new UndiciInstrumentation({
    ignoreRequestHook: () => kindOf() === undefined,
    startSpanHook: (request) => {
      const path = pathOf(request)
      // What is undefined is left out.
      return { 'url.full': `${request.origin}${path}`, 'url.path': path, 'url.query': undefined! }
    },
    requestHook: (span) => {
      const { name, attributes, sharedBy } = kindOf()!
      span.updateName(name)
      span.setAttributes(attributes)
      if (sharedBy.length > 0) linkBothWays(span, sharedBy)
    },
  })
}

function kindOf(): RequestKind | undefined {
  return context.active().getValue(kindKey) as RequestKind | undefined
}

/** More links than that say no more. */
const mostLinks = 1_000

function linkBothWays(shared: Span, askers: readonly Span[]): void {
  const { traceId, spanId } = shared.spanContext()
  shared.setAttribute('calltrail.shared_by', askers.length)
  for (const span of askers.slice(0, mostLinks)) {
    shared.addLink({ context: span.spanContext() })
    span.addLink({ context: shared.spanContext() })
    // For back-ends that show no links.
    span.setAttributes({ 'calltrail.shared.trace_id': traceId, 'calltrail.shared.span_id': spanId })
  }
}

function distinctSpans(contexts: readonly Context[]): Span[] {
  return [...new Set(contexts.map((one) => trace.getSpan(one)!))]
}

function pathOf({ path }: Pick<UndiciRequest, 'path'>): string {
  return path.split('?', 1)[0]!
}

/** An address's words, without ids and query: the same for all requests of a kind. */
export function routeOf(path: string): string {
  const parts = path.split('?', 1)[0]!.split('/').slice(1)
  return parts.map((part) => (/^(v\d+|[a-z]+)$/.test(part) ? part : '{id}')).join('/')
}
