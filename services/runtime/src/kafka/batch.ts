/**
 * What becomes of a batch of records: decoded, handed to the stage, and turned into the messages that carry its outcomes.
 * Touches Kafka only through what it returns.
 */
import type { Events, EventName } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { PipelineError } from '../errors.ts'
import type { EventReader, EventWriter } from '../registry/codec.ts'
import type { LineWriter } from '../logging/sparingly.ts'
import { onBehalfOf } from '../telemetry/tracing/on-behalf-of.ts'
import type { SettledRecord, StageAccounts } from './accounts.ts'
import { attempt } from './attempt.ts'
import { isLate } from './event-headers.ts'
import { followUpOf } from './follow-up.ts'
import type { HandlerContext } from './handler.ts'
import { failed } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { routeOutcome } from './outcome-message.ts'
import type { Arrived, StageContext } from './outcome-message.ts'
import type { InputPartition } from './partition-writer.ts'
import type { RecentEvents } from './recent-events.ts'
import { RecordTrace } from './record-trace.ts'
import { isLastTry } from './route.ts'

export interface BatchContext<In extends EventName, Out extends EventName> extends StageContext<In, Out> {
  readonly reader: EventReader<In>
  readonly writer: () => Promise<EventWriter<Out>>
  readonly handlerDeadlineMs: number
  /** The longest that a record of a tier may have to wait for. */
  readonly longestWaitMs: number
  readonly accounts: StageAccounts<In, Out>
  /** For what repeats itself while Kafka is away. */
  readonly fewLines: LineWriter
}

/** What is asked of the partition that a batch comes from. */
export interface BatchOrigin<Event> {
  readonly input: InputPartition
  /** What was seen on the partition before, where copies are to be dropped. */
  readonly recent?: RecentEvents<Event> | undefined
  /** @throws {PartitionLost} */
  readonly assertOwned: () => void
}

export interface BatchResult<Event> {
  /** In the order of the records. */
  readonly settled: readonly SettledRecord<Event>[]
  /** The fingerprints of the events that went through, each with the time its event was published. */
  readonly admitted: ReadonlyMap<string, number>
}

/**
 * @param blamed an outage that the records of this batch have brought about: they are retried instead of being handed to the stage
 * @throws {PipelineError} an outage or a wrong configuration: the batch is to be tried again.
 * @throws {PartitionLost}
 */
export async function processBatch<In extends EventName, Out extends EventName>(
  context: BatchContext<In, Out>,
  messages: readonly KafkaMessage[],
  origin: BatchOrigin<Events[In]>,
  blamed?: PipelineError,
): Promise<BatchResult<Events[Out]>> {
  const { input } = origin
  const { topics } = context.stage
  const writer = await context.writer()
  const isRetry = input.topic !== topics.input.name
  const arrived = messages.map((message) => ({
    message,
    input,
    isLate: isRetry || isLate(message.headers),
    trace: new RecordTrace(topics, input, message),
  }))
  try {
    return await processRecords(context, writer, arrived, origin, blamed)
  } catch (error) {
    context.accounts.again(arrived, error)
    throw error
  }
}

async function processRecords<In extends EventName, Out extends EventName>(
  context: BatchContext<In, Out>,
  writer: EventWriter<Out>,
  arrived: readonly Arrived[],
  { input, recent, assertOwned }: BatchOrigin<Events[In]>,
  blamed?: PipelineError,
): Promise<BatchResult<Events[Out]>> {
  const { stage, log, reader, handlerDeadlineMs } = context
  const records = await Promise.all(
    arrived.map(async (one) => ({ ...one, content: await decode(reader, one.message.value) })),
  )
  for (const { content, trace } of records)
    if ('event' in content) trace.concerns(content.event.conversationId)
  const admitted = recent ? dropCopies(records, recent) : new Map<string, number>()

  const handed = records.flatMap(({ content, trace }) =>
    'event' in content ? [{ event: content.event, trace }] : [],
  )
  const events = handed.map(({ event }) => event)
  const outcomes: readonly Outcome<Events[Out]>[] = blamed
    ? events.map(() => ({ kind: 'retry', error: blamed }))
    : await onBehalfOf(
        handed.map(({ trace }) => trace.context),
        () =>
          attempt(stage.process, events, contextOf(context, records, assertOwned), {
            deadlineMs: handlerDeadlineMs,
            onBug: (error) => log.error({ err: error, ...input }, 'handler failed'),
          }),
      )
  const remaining = outcomes.values()
  const settled = await Promise.all(
    records.map(async (record) => {
      const outcome = 'event' in record.content ? remaining.next().value! : record.content.outcome
      const { message, trace } = record
      return { message, input, trace, ...(await routeOutcome(context, writer, outcome, record)) }
    }),
  )
  return { settled, admitted }
}

interface BatchRecord<Event> extends Arrived {
  content: Content<Event>
}

/** What the handler may ask about its events. */
function contextOf<In extends EventName, Out extends EventName>(
  { stage: { topics }, policy, now }: BatchContext<In, Out>,
  records: readonly BatchRecord<Events[In]>[],
  assertOwned: () => void,
): HandlerContext<Events[In]> {
  const arrivals = new Map(
    records.flatMap((record) => ('event' in record.content ? [[record.content.event, record]] : [])),
  )
  const arrivalOf = (event: Events[In]) => {
    const { message, input, isLate } = arrivals.get(event)!
    return { message, topic: input.topic, position: { ...input, offset: message.offset }, isLate }
  }
  return {
    isLate: (event) => arrivalOf(event).isLate,
    isLastTry: (event) => isLastTry(arrivalOf(event), topics, policy, now()),
    followUp: (event) => followUpOf(arrivalOf(event), topics),
    contextOf: (event) => arrivals.get(event)!.trace.context,
    assertOwned,
  }
}

/** Skips every record whose event was seen before. Returns the fingerprints of the others, each with its event's time. */
function dropCopies<Event>(
  records: readonly BatchRecord<Event>[],
  recent: RecentEvents<Event>,
): Map<string, number> {
  const admitted = new Map<string, number>()
  for (const record of records) {
    const { message, content } = record
    if (!('event' in content)) continue
    const fingerprint = recent.fingerprintOf(content.event)
    const publishedAt = Number(message.timestamp)
    if (recent.has(fingerprint, publishedAt) || admitted.has(fingerprint)) {
      record.content = { outcome: { kind: 'skip', reason: 'COPY' } }
    } else {
      admitted.set(fingerprint, publishedAt)
    }
  }
  return admitted
}

/** Notes events that were done before, so that their copies are recognised. */
export async function recall<In extends EventName>(
  reader: EventReader<In>,
  messages: readonly KafkaMessage[],
  recent: RecentEvents<Events[In]>,
): Promise<void> {
  for (const { value, timestamp } of messages) {
    const content = await decode(reader, value)
    if ('event' in content) recent.add(recent.fingerprintOf(content.event), Number(timestamp))
  }
}

/** An event, or the outcome of a record that holds none. */
type Content<Event> = { readonly event: Event } | { readonly outcome: Outcome<never> }

async function decode<In extends EventName>(
  reader: EventReader<In>,
  value: Buffer | null,
): Promise<Content<Events[In]>> {
  try {
    return { event: await reader.decode(value) }
  } catch (error) {
    if (error instanceof PipelineError) return { outcome: failed(error) }
    throw error
  }
}
