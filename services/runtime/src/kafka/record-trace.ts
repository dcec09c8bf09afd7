/**
 * One record's part of its trace, as OpenTelemetry's conventions for messaging have it: a span for what a stage does with it, below the one
 * that sent it, and one for each record that the stage sends because of it.
 */
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import type { Attributes, Context, Link, Span } from '@opentelemetry/api'
import { conversationIdOf } from '@calltrail/schemas'
import type { StageTopics } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { markFailed } from '../telemetry/tracing/on-behalf-of.ts'
import { conversationIn, withConversation } from '../telemetry/tracing/conversation.ts'
import { contextOfHeaders } from '../telemetry/tracing/propagation.ts'
import { tracer } from '../telemetry/tracing/tracer.ts'
import { headerText } from './event-headers.ts'
import { attemptOf, failedAttempts, notBefore } from './failure-headers.ts'
import { followUpOf } from './follow-up.ts'
import type { Outcome } from './outcome.ts'
import type { InputPartition } from './partition-writer.ts'
import type { Routed } from './route.ts'
import { beginSend, messagingAttributes } from './send-span.ts'
import type { SendSpan } from './send-span.ts'

/** What waits longer than that goes on in a trace of its own: nobody looks for the end of a trace so long after its beginning. */
const longestWaitInTraceMs = 300_000

type TracedStage = Pick<StageTopics, 'stage' | 'consumerGroup' | 'retryTiers' | 'followUpTiers'>

export class RecordTrace {
  /** Where whatever is done for the record belongs. */
  #context: Context
  readonly #span: Span
  readonly #sends: SendSpan[] = []
  #conversationId: string | undefined

  constructor(stage: TracedStage, input: InputPartition, message: KafkaMessage) {
    const { headers, offset } = message
    const { parent, links } = originOf(stage, input.topic, message)
    const eventId = headerText(headers, 'ce_id')
    const attributes: Attributes = {
      ...messagingAttributes('process', input.topic, eventId),
      'messaging.destination.partition.id': String(input.partition),
      'messaging.kafka.offset': Number(offset),
      'messaging.consumer.group.name': stage.consumerGroup,
      'calltrail.stage': stage.stage,
      'calltrail.attempt': attemptOf(headers, input.topic, stage),
    }
    const followUp = followUpOf({ message, topic: input.topic }, stage)
    if (followUp) attributes['calltrail.follow_up'] = followUp.number
    this.#span = tracer.startSpan(
      `process ${input.topic}`,
      { kind: SpanKind.CONSUMER, attributes, links },
      parent,
    )
    this.#context = trace.setSpan(parent, this.#span)
    const conversationId =
      conversationIn(parent) ?? (eventId === undefined ? undefined : conversationIdOf(eventId))
    if (conversationId !== undefined) this.concerns(conversationId)
  }

  get context(): Context {
    return this.#context
  }

  /** Undefined where nothing is traced. */
  get traceId(): string | undefined {
    return trace.getSpanContext(this.#context)?.traceId
  }

  /** Which conversation the record is about. */
  concerns(conversationId: string): void {
    // Its headers mostly said so before its value was read.
    if (conversationId === this.#conversationId) return
    this.#conversationId = conversationId
    if (conversationIn(this.#context) !== conversationId)
      this.#context = withConversation(this.#context, conversationId)
    this.#span.setAttributes({
      'app.conversation.id': conversationId,
      'messaging.message.conversation_id': conversationId,
    })
  }

  /** The record as it is sent: its trace goes on with it. */
  sending({ topic, message }: Routed, outcome: Outcome<unknown>): Routed {
    const isFailure = outcome.kind === 'retry' || outcome.kind === 'park'
    const eventId = headerText(message.headers, 'ce_id')
    const send = beginSend(topic, eventId, this.#context, { isFailure })
    this.#sends.push(send)
    return { topic, message: { ...message, headers: { ...message.headers, ...send.headers } } }
  }

  /** What the stage said of the record is committed. */
  done(outcome: Outcome<unknown>): void {
    this.#span.setAttribute('calltrail.outcome', outcome.kind)
    if (outcome.kind === 'skip') this.#span.setAttribute('calltrail.reason', outcome.reason)
    if ('followUp' in outcome && outcome.followUp)
      this.#span.setAttribute('calltrail.missing', outcome.followUp)
    if (outcome.kind === 'retry' || outcome.kind === 'park') markFailed(this.#span, outcome.error)
    this.#end()
  }

  /** Nothing is committed: the record will be read again. */
  failed(error: unknown): void {
    this.#span.setAttribute('calltrail.outcome', 'again')
    markFailed(this.#span, error)
    this.#end(error)
  }

  #end(error?: unknown): void {
    for (const send of this.#sends) send.end(error)
    this.#span.end()
  }
}

/** Below the span that sent the record; after a long wait or a replay in a new trace, with a link to that span. */
function originOf(
  { retryTiers, followUpTiers }: TracedStage,
  topic: string,
  { headers, timestamp }: KafkaMessage,
): { readonly parent: Context; readonly links: Link[] } {
  const sender = contextOfHeaders(headers)
  const senderSpan = trace.getSpanContext(sender)
  const isTier = retryTiers.includes(topic) || followUpTiers.includes(topic)
  const waitMs = isTier ? notBefore(headers) - Number(timestamp) : 0
  const isReplay =
    isTier && failedAttempts(headers) === 0 && Number(headerText(headers, 'calltrail-replayed')) > 0
  if (!senderSpan || !(isReplay || waitMs > longestWaitInTraceMs)) return { parent: sender, links: [] }
  const conversationId = conversationIn(sender)
  return {
    parent: conversationId === undefined ? ROOT_CONTEXT : withConversation(ROOT_CONTEXT, conversationId),
    links: [{ context: senderSpan }],
  }
}
