/**
 * Work for many records at once: on whose behalf it is done, and its steps, which have a span in the trace of each record.
 */
import { context, createContextKey, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Attributes, Context, Span } from '@opentelemetry/api'
import { PipelineError } from '../../errors.ts'
import { conversationIn } from './conversation.ts'
import { tracer } from './tracer.ts'

const beneficiariesKey = createContextKey('calltrail beneficiaries')

/** On whose behalf the current work is done: a context for each record. */
export function beneficiaries(): readonly Context[] {
  const active = context.active()
  const several = active.getValue(beneficiariesKey) as readonly Context[] | undefined
  return several ?? (trace.getSpan(active) ? [active] : [])
}

/** Does work on behalf of records, each given by its context. */
export function onBehalfOf<Result>(contexts: readonly Context[], work: () => Result): Result {
  const distinct = [...new Map(contexts.map((one) => [trace.getSpan(one), one])).values()]
  const [only] = distinct
  if (only && distinct.length === 1) return context.with(only, work)
  return context.with(ROOT_CONTEXT.setValue(beneficiariesKey, distinct), work)
}

/** Of those on whose behalf the current work is done, only those whose record is about the conversation. */
export function onBehalfOfConversation<Result>(conversationId: string, work: () => Result): Result {
  const concerned = beneficiaries().filter((one) => conversationIn(one) === conversationId)
  return concerned.length > 0 ? onBehalfOf(concerned, work) : work()
}

export interface Step<Item, Result> {
  readonly name: string
  readonly items: readonly Item[]
  readonly contextOf: (item: Item) => Context
  /** Attributes that tell what came of it; an error is told by its code. */
  readonly outcome?: (result: Result, item: Item, index: number) => Attributes | PipelineError
}

/**
 * A step that is taken for many records at once, and has a span in the trace of each.
 * @param work gives a result for each item, in their order
 */
export async function stepForEach<Item, Result>(
  { name, items, contextOf, outcome }: Step<Item, Result>,
  work: () => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  if (items.length === 0) return work()
  const parents = items.map(contextOf)
  const spans = parents.map((parent) => tracer.startSpan(name, {}, parent))
  const contexts = spans.map((span, index) => trace.setSpan(parents[index]!, span))
  try {
    const results = await onBehalfOf(contexts, work)
    for (const [index, span] of spans.entries()) {
      const told = outcome?.(results[index]!, items[index]!, index)
      if (told instanceof PipelineError) markFailed(span, told)
      else if (told) span.setAttributes(told)
    }
    return results
  } catch (error) {
    for (const span of spans) markFailed(span, error)
    throw error
  } finally {
    for (const span of spans) span.end()
  }
}

/** A step that is taken for one record. */
export async function step<Result>(
  name: string,
  parent: Context,
  work: () => Promise<Result>,
  outcome?: (result: Result) => Attributes,
): Promise<Result> {
  const [result] = await stepForEach<Context, Result>(
    { name, items: [parent], contextOf: (one) => one, ...(outcome && { outcome }) },
    async () => [await work()],
  )
  return result!
}

/** An error by its code: its message stays out, but for those of ours, which hold ids and codes only. */
export function markFailed(span: Span, error: unknown): void {
  const isOurs = error instanceof PipelineError
  const type = isOurs ? error.code : error instanceof Error ? error.name : 'unknown'
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR, message: isOurs ? `${type}: ${error.message}` : type })
}
