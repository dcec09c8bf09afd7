/**
 * What becomes of a batch of records: decoded, handed to the stage, and turned into the messages that carry its outcomes.
 * Touches Kafka only through what it returns.
 */
import type { Events, EventName, StageTopics } from '@calltrail/schemas'
import type { IHeaders, KafkaMessage } from 'kafkajs'
import type { Logger } from 'pino'
import { PipelineError } from '../errors.ts'
import type { EventReader, EventWriter } from '../registry/codec.ts'
import { attempt } from './attempt.ts'
import type { Handler } from './attempt.ts'
import { eventHeaders, headerText } from './event-headers.ts'
import { failed } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { InputPartition } from './partition-writer.ts'
import { routeFailure } from './route.ts'
import type { Routed } from './route.ts'

/** A step of the pipeline: its topics and its hands. */
export interface Stage<In extends EventName, Out extends EventName> {
  readonly topics: StageTopics<In, Out>
  /**
   * Decides about each event. Never touches Kafka; must be safe to run again on the same events.
   * Throws a {@link PipelineError} only for an outage or a wrong configuration: then nothing of the batch counts.
   */
  readonly process: Handler<Events[In], Events[Out]>
}

export interface BatchContext<In extends EventName, Out extends EventName> {
  readonly stage: Stage<In, Out>
  readonly reader: EventReader<In>
  readonly writer: EventWriter<Out>
  readonly retryDelaysMs: readonly number[]
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: Logger
}

/** @throws {PipelineError} an outage or a wrong configuration: the batch is to be read again. */
export async function processBatch<In extends EventName, Out extends EventName>(
  context: BatchContext<In, Out>,
  messages: readonly KafkaMessage[],
  input: InputPartition,
): Promise<Routed[]> {
  const { stage, log } = context
  const decoded = await Promise.all(messages.map(({ value }) => decode(context.reader, value)))
  const events = decoded.flatMap((record) => ('event' in record ? [record.event] : []))
  const outcomes = await attempt(stage.process, events, (error) =>
    log.error({ err: error, ...input }, 'handler failed'),
  )
  const remaining = outcomes.values()
  const routed = await Promise.all(
    decoded.map((record, index) => {
      const outcome = 'event' in record ? remaining.next().value! : record.outcome
      return routeOutcome(context, outcome, messages[index]!, input)
    }),
  )
  return routed.filter((message) => message !== undefined)
}

/** An event, or the outcome of a record that holds none. */
type Decoded<Event> = { readonly event: Event } | { readonly outcome: Outcome<never> }

async function decode<In extends EventName>(
  reader: EventReader<In>,
  value: Buffer | null,
): Promise<Decoded<Events[In]>> {
  try {
    return { event: await reader.decode(value) }
  } catch (error) {
    if (error instanceof PipelineError) return { outcome: failed(error) }
    throw error
  }
}

async function routeOutcome<In extends EventName, Out extends EventName>(
  context: BatchContext<In, Out>,
  outcome: Outcome<Events[Out]>,
  message: KafkaMessage,
  input: InputPartition,
): Promise<Routed | undefined> {
  switch (outcome.kind) {
    case 'skip':
      return undefined
    case 'emit':
      try {
        return await encodeEvent(context, outcome.event, message.headers)
      } catch (error) {
        context.log.error(
          { err: error, ...input, offset: message.offset },
          'an event does not fit its schema',
        )
        const bug = new PipelineError('HANDLER_FAILED', 'the event does not fit its schema', { cause: error })
        return routeFailed(context, { kind: 'retry', error: bug }, message, input)
      }
    case 'retry':
    case 'park':
      return routeFailed(context, outcome, message, input)
  }
}

async function encodeEvent<In extends EventName, Out extends EventName>(
  { stage, writer, now }: BatchContext<In, Out>,
  event: Events[Out],
  inputHeaders: IHeaders | undefined,
): Promise<Routed> {
  const { output, stage: stageName } = stage.topics
  const traceparent = headerText(inputHeaders, 'traceparent')
  return {
    topic: output.name,
    message: {
      key: output.key(event),
      value: await writer.encode(event),
      headers: {
        ...eventHeaders(output.event, event.eventId, `/calltrail/${stageName}`, now()),
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    },
  }
}

function routeFailed<In extends EventName, Out extends EventName>(
  { stage, retryDelaysMs, now, log }: BatchContext<In, Out>,
  failure: { readonly kind: 'retry' | 'park'; readonly error: PipelineError },
  message: KafkaMessage,
  input: InputPartition,
): Routed {
  const position = { ...input, offset: message.offset }
  const routed = routeFailure(failure, { message, position }, stage.topics, retryDelaysMs, now())
  const { code, message: reason } = failure.error
  log.warn(
    { eventId: headerText(message.headers, 'ce_id'), ...position, code, reason, to: routed.topic },
    'failed',
  )
  return routed
}
