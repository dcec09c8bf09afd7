/**
 * What becomes of a batch of records: decoded, handed to the stage, and turned into the messages that carry its outcomes.
 * Touches Kafka only through what it returns.
 */
import type { Events, EventName } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { PipelineError } from '../errors.ts'
import type { EventReader } from '../registry/codec.ts'
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
import type { Publisher } from './publication.ts'
import type { RecentEvents } from './recent-events.ts'
import { RecordTrace } from './record-trace.ts'
import { isLastTry } from './route.ts'

export interface BatchContext<In extends EventName, Out extends EventName> extends StageContext<In, Out> {
  readonly reader: EventReader<In>
  readonly publisher: () => Promise<Publisher<Events[Out]>>
  readonly handlerDeadlineMs: number
  /** The longest that a record of a tier may have to wait for. */
  readonly longestWaitMs: number
  readonly accounts: StageAccounts<In, Out>
  /** For what repeats itself while Kafka is away. */
  readonly fewLines: LineWriter
}

/** What is asked of the partition that a batch comes from. */
export interface BatchOrigin {
  readonly input: InputPartition
  /** @throws {PartitionLost} */
  readonly assertOwned: () => void
}

/** A record, and what it holds: an event, or the outcome of a record that holds none, or a copy. */
export interface ReadRecord<Event> {
  readonly message: KafkaMessage
  readonly content: { readonly event: Event } | { readonly outcome: Outcome<never> }
}

/**
 * Reads records, each once: what is admitted is remembered from then on, and a copy of it is skipped.
 * @param recent what was seen on the partition before, where copies are to be dropped
 * @throws {PipelineError} an outage
 */
export async function readRecords<In extends EventName>(
  reader: EventReader<In>,
  messages: readonly KafkaMessage[],
  recent: RecentEvents<Events[In]> | undefined,
): Promise<ReadRecord<Events[In]>[]> {
  const records = await Promise.all(
    messages.map(async (message) => ({ message, content: await decode(reader, message.value) })),
  )
  return recent ? records.map((record) => admit(record, recent)) : records
}

function admit<Event>(record: ReadRecord<Event>, recent: RecentEvents<Event>): ReadRecord<Event> {
  const { message, content } = record
  if (!('event' in content)) return record
  const fingerprint = recent.fingerprintOf(content.event)
  const publishedAt = Number(message.timestamp)
  if (recent.has(fingerprint, publishedAt))
    return { message, content: { outcome: { kind: 'skip', reason: 'COPY' } } }
  recent.add(fingerprint, publishedAt)
  return record
}

/**
 * @param blamed an outage that the records have brought about: they are retried instead of being handed to the stage
 * @returns what is to be committed, in the order of the records
 * @throws {PipelineError} an outage or a wrong configuration: the batch is to be tried again.
 * @throws {PartitionLost}
 */
export async function processBatch<In extends EventName, Out extends EventName>(
  context: BatchContext<In, Out>,
  records: readonly ReadRecord<Events[In]>[],
  origin: BatchOrigin,
  blamed?: PipelineError,
): Promise<readonly SettledRecord<Events[Out]>[]> {
  const { input } = origin
  const { topics } = context.stage
  const publisher = await context.publisher()
  const isRetry = input.topic !== topics.input.name
  const arrived = records.map(({ message, content }) => {
    const recordTrace = new RecordTrace(topics, input, message)
    if ('event' in content) recordTrace.concerns(content.event.conversationId)
    return { message, input, content, isLate: isRetry || isLate(message.headers), trace: recordTrace }
  })
  try {
    return await processArrived(context, publisher, arrived, origin, blamed)
  } catch (error) {
    context.accounts.again(arrived, error)
    throw error
  }
}

type ArrivedRecord<Event> = Arrived & ReadRecord<Event>

async function processArrived<In extends EventName, Out extends EventName>(
  context: BatchContext<In, Out>,
  publisher: Publisher<Events[Out]>,
  arrived: readonly ArrivedRecord<Events[In]>[],
  { input, assertOwned }: BatchOrigin,
  blamed?: PipelineError,
): Promise<readonly SettledRecord<Events[Out]>[]> {
  const { stage, log, handlerDeadlineMs } = context
  const handed = arrived.flatMap(({ content, trace }) =>
    'event' in content ? [{ event: content.event, trace }] : [],
  )
  const events = handed.map(({ event }) => event)
  const outcomes: readonly Outcome<Events[Out]>[] = blamed
    ? events.map(() => ({ kind: 'retry', error: blamed }))
    : await onBehalfOf(
        handed.map(({ trace }) => trace.context),
        () =>
          attempt(stage.process, events, contextOf(context, arrived, assertOwned), {
            deadlineMs: handlerDeadlineMs,
            onBug: (error) => log.error({ err: error, ...input }, 'handler failed'),
          }),
      )
  const remaining = outcomes.values()
  return Promise.all(
    arrived.map(async (record) => {
      const outcome = 'event' in record.content ? remaining.next().value! : record.content.outcome
      const { message, trace } = record
      return { message, input, trace, ...(await routeOutcome(context, publisher, outcome, record)) }
    }),
  )
}

/** What the handler may ask about its events. */
function contextOf<In extends EventName, Out extends EventName>(
  { stage: { topics }, policy, now }: BatchContext<In, Out>,
  records: readonly ArrivedRecord<Events[In]>[],
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

async function decode<In extends EventName>(
  reader: EventReader<In>,
  value: Buffer | null,
): Promise<ReadRecord<Events[In]>['content']> {
  try {
    return { event: await reader.decode(value) }
  } catch (error) {
    if (error instanceof PipelineError) return { outcome: failed(error) }
    throw error
  }
}
