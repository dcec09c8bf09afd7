/**
 * What becomes of a batch of records: decoded, handed to the stage, and turned into the messages that carry its outcomes.
 * Touches Kafka only through what it returns.
 */
import type { Events, EventName } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import type { Logger } from 'pino'
import { PipelineError } from '../errors.ts'
import type { EventReader, EventWriter } from '../registry/codec.ts'
import { attempt } from './attempt.ts'
import { eventHeaders, headerText, isLate, lateHeader } from './event-headers.ts'
import { failed } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { InputPartition } from './partition-writer.ts'
import type { RecentEvents } from './recent-events.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { routeFailure } from './route.ts'
import type { Routed } from './route.ts'
import type { Stage } from './stage.ts'

/** Brokers take a megabyte by default, headers and key included; one record more than that would block its partition. */
const maxValueBytes = 1_000_000

export interface BatchContext<In extends EventName, Out extends EventName> {
  readonly stage: Stage<In, Out>
  readonly reader: EventReader<In>
  readonly writer: () => Promise<EventWriter<Out>>
  readonly policy: RetryPolicy
  readonly handlerDeadlineMs: number
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: Logger
}

/** What is asked of the partition that a batch comes from. */
export interface BatchOrigin<Event> {
  readonly input: InputPartition
  /** What was seen on the partition before, where copies are to be dropped. */
  readonly recent?: RecentEvents<Event> | undefined
  /** @throws {PartitionLost} */
  readonly assertOwned: () => void
}

export interface BatchResult {
  /** The message that carries each record's outcome, in the order of the records; undefined where there is nothing to say. */
  readonly routed: readonly (Routed | undefined)[]
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
  { input, recent, assertOwned }: BatchOrigin<Events[In]>,
  blamed?: PipelineError,
): Promise<BatchResult> {
  const { stage, log, handlerDeadlineMs } = context
  const writer = await context.writer()
  const decoded = await Promise.all(messages.map(({ value }) => decode(context.reader, value)))
  const admitted = new Map<string, number>()
  const records = recent ? decoded.map((record, index) => withoutCopy(record, messages[index]!)) : decoded

  const isRetried = input.topic !== stage.topics.input.name
  const late = records.map((_, index) => isRetried || isLate(messages[index]!.headers))
  const lateEvents = new Set(
    records.flatMap((record, index) => ('event' in record && late[index] ? [record.event] : [])),
  )
  const events = records.flatMap((record) => ('event' in record ? [record.event] : []))
  const outcomes: readonly Outcome<Events[Out]>[] = blamed
    ? events.map(() => ({ kind: 'retry', error: blamed }))
    : await attempt(
        stage.process,
        events,
        { isLate: (event) => lateEvents.has(event), assertOwned },
        {
          deadlineMs: handlerDeadlineMs,
          onBug: (error) => log.error({ err: error, ...input }, 'handler failed'),
        },
      )
  const remaining = outcomes.values()
  const routed = await Promise.all(
    records.map((record, index) => {
      const outcome = 'event' in record ? remaining.next().value! : record.outcome
      return routeOutcome(context, writer, outcome, {
        message: messages[index]!,
        input,
        isLate: late[index]!,
      })
    }),
  )
  return { routed, admitted }

  function withoutCopy(record: Decoded<Events[In]>, message: KafkaMessage): Decoded<Events[In]> {
    if (!('event' in record)) return record
    const fingerprint = recent!.fingerprintOf(record.event)
    const publishedAt = Number(message.timestamp)
    if (recent!.has(fingerprint, publishedAt) || admitted.has(fingerprint)) {
      log.info(
        { eventId: headerText(message.headers, 'ce_id'), ...input, offset: message.offset },
        'copy dropped',
      )
      return { outcome: { kind: 'skip', reason: 'COPY' } }
    }
    admitted.set(fingerprint, publishedAt)
    return record
  }
}

/** Notes events that were done before, so that their copies are recognised. */
export async function recall<In extends EventName>(
  reader: EventReader<In>,
  messages: readonly KafkaMessage[],
  recent: RecentEvents<Events[In]>,
): Promise<void> {
  for (const { value, timestamp } of messages) {
    const record = await decode(reader, value)
    if ('event' in record) recent.add(recent.fingerprintOf(record.event), Number(timestamp))
  }
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

/** A record on its way, and what is known of it besides its bytes. */
interface Arrived {
  readonly message: KafkaMessage
  readonly input: InputPartition
  readonly isLate: boolean
}

async function routeOutcome<In extends EventName, Out extends EventName>(
  context: BatchContext<In, Out>,
  writer: EventWriter<Out>,
  outcome: Outcome<Events[Out]>,
  arrived: Arrived,
): Promise<Routed | undefined> {
  switch (outcome.kind) {
    case 'skip':
      return undefined
    case 'emit':
      try {
        return await encodeEvent(context, writer, outcome.event, arrived)
      } catch (error) {
        const { message, input } = arrived
        context.log.error({ err: error, ...input, offset: message.offset }, 'an event cannot be written')
        const failure =
          error instanceof PipelineError
            ? failed(error)
            : failed(
                new PipelineError('HANDLER_FAILED', 'the event does not fit its schema', { cause: error }),
              )
        return routeOutcome(context, writer, failure, arrived)
      }
    case 'retry':
    case 'park':
      return routeFailed(context, outcome, arrived)
  }
}

async function encodeEvent<In extends EventName, Out extends EventName>(
  { stage, now }: BatchContext<In, Out>,
  writer: EventWriter<Out>,
  event: Events[Out],
  { message: { headers }, isLate }: Arrived,
): Promise<Routed> {
  const { output, stage: stageName } = stage.topics
  const traceparent = headerText(headers, 'traceparent')
  const value = await writer.encode(event)
  if (value.length > maxValueBytes) {
    throw new PipelineError('EVENT_TOO_LARGE', `the event has ${value.length} bytes`)
  }
  const key = output.key(event)
  if (key === '') throw new TypeError('the event has an empty key')
  return {
    topic: output.name,
    message: {
      key,
      value,
      headers: {
        ...eventHeaders(output.event, event.eventId, `/calltrail/${stageName}`, now()),
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(isLate ? lateHeader : {}),
      },
    },
  }
}

/** The message that carries a failed record on. */
function routeFailed<In extends EventName, Out extends EventName>(
  { stage, policy, now, log }: BatchContext<In, Out>,
  failure: { readonly kind: 'retry' | 'park'; readonly error: PipelineError },
  { message, input }: Arrived,
): Routed {
  const position = { ...input, offset: message.offset }
  const routed = routeFailure(failure, { message, position }, stage.topics, policy, now(), Math.random())
  const { code, message: reason } = failure.error
  log.warn(
    { eventId: headerText(message.headers, 'ce_id'), ...position, code, reason, to: routed.topic },
    'failed',
  )
  return routed
}
