/**
 * A call is found by the conversation's id, which stands on every span that is made on its behalf. It travels as baggage: in a process with
 * the context, between processes in the records' headers, and never to anybody else.
 */
import { propagation } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace'

export const conversationAttribute = 'app.conversation.id'

export function withConversation(context: Context, conversationId: string): Context {
  const baggage = propagation.getBaggage(context) ?? propagation.createBaggage()
  return propagation.setBaggage(context, baggage.setEntry(conversationAttribute, { value: conversationId }))
}

export function conversationIn(context: Context): string | undefined {
  return propagation.getBaggage(context)?.getEntry(conversationAttribute)?.value
}

/** Names the conversation on each span that begins in its context. */
export const conversationOnSpans: SpanProcessor = {
  onStart(span: Span, parent: Context) {
    const conversationId = conversationIn(parent)
    if (conversationId !== undefined) span.setAttribute(conversationAttribute, conversationId)
  },
  onEnd() {},
  async forceFlush() {},
  async shutdown() {},
}
