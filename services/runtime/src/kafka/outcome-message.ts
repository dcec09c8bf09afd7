/**
 * The messages that carry an outcome on: the events that a record became, and the record itself when it failed or is to come again.
 */
import type { Events, EventName } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import type { Logger } from 'pino'
import { PipelineError } from '../errors.ts'
import { eventHeaders, lateHeader } from './event-headers.ts'
import { followUpOf, routeFollowUp } from './follow-up.ts'
import { messageBytes } from './message-bytes.ts'
import { failed } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { InputPartition } from './partition-writer.ts'
import type { Publication, Publisher } from './publication.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { routeFailure } from './route.ts'
import type { RecordTrace } from './record-trace.ts'
import type { Routed } from './route.ts'
import type { Stage } from './stage.ts'

/** Brokers take a megabyte by default; one record more than that would block its partition. */
const maxMessageBytes = 1_000_000

export interface StageContext<In extends EventName, Out extends EventName> {
  readonly stage: Stage<In, Out>
  readonly policy: RetryPolicy
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: Logger
}

/** A record on its way, and what is known of it besides its bytes. */
export interface Arrived {
  readonly message: KafkaMessage
  readonly input: InputPartition
  readonly isLate: boolean
  readonly trace: RecordTrace
}

/** An outcome, and the messages that carry it: none where there is nothing to say. */
export interface RoutedOutcome<Event> {
  readonly outcome: Outcome<Event>
  readonly routed: readonly Routed[]
}

/** What cannot be written, as an event that does not fit its schema, becomes a failure. */
export async function routeOutcome<In extends EventName, Out extends EventName>(
  context: StageContext<In, Out>,
  publisher: Publisher<Events[Out]>,
  outcome: Outcome<Events[Out]>,
  arrived: Arrived,
): Promise<RoutedOutcome<Events[Out]>> {
  try {
    const routed = await messagesOf(context, publisher, outcome, arrived)
    return { outcome, routed: routed.map((one) => arrived.trace.sending(one, outcome)) }
  } catch (error) {
    // What carries a failure is made of the record itself: were that to fail, it would fail again and again.
    if (outcome.kind === 'retry' || outcome.kind === 'park') throw error
    const { message, input } = arrived
    context.log.error({ err: error, ...input, offset: message.offset }, 'an event cannot be written')
    const failure =
      error instanceof PipelineError
        ? failed(error)
        : failed(new PipelineError('HANDLER_FAILED', 'the event does not fit its schema', { cause: error }))
    return routeOutcome(context, publisher, failure, arrived)
  }
}

async function messagesOf<In extends EventName, Out extends EventName>(
  context: StageContext<In, Out>,
  publisher: Publisher<Events[Out]>,
  outcome: Outcome<Events[Out]>,
  arrived: Arrived,
): Promise<readonly Routed[]> {
  switch (outcome.kind) {
    case 'skip':
      return followUp(context, outcome, arrived)
    case 'emit':
    case 'split': {
      const events = outcome.kind === 'emit' ? [outcome.event] : outcome.events
      const published = await Promise.all(events.map((event) => publisher.publicationsOf(event)))
      const messages = published.flat().map((publication) => eventMessage(context, publication, arrived))
      return [...messages, ...followUp(context, outcome, arrived)]
    }
    case 'retry':
    case 'park':
      return routeFailed(context, outcome, arrived)
  }
}

/** The record once more, for later, when the outcome asks for it and there is a tier left. */
function followUp<In extends EventName, Out extends EventName>(
  { stage, now }: StageContext<In, Out>,
  { followUp: missing }: { readonly followUp?: string | undefined },
  { message, input }: Arrived,
): Routed[] {
  if (!missing) return []
  const routed = routeFollowUp(
    { message, topic: input.topic },
    missing,
    stage.topics,
    stage.followUpDelaysMs ?? [],
    now(),
  )
  return routed ? [routed] : []
}

function eventMessage<In extends EventName, Out extends EventName>(
  { stage, now }: StageContext<In, Out>,
  { topic, key, event, value }: Publication,
  { isLate }: Arrived,
): Routed {
  const message = {
    key,
    value,
    headers: {
      ...eventHeaders(topic.event, event.eventId, `/calltrail/${stage.topics.stage}`, now()),
      ...(isLate ? lateHeader : {}),
    },
  }
  const bytes = messageBytes(message)
  if (bytes > maxMessageBytes) throw new PipelineError('EVENT_TOO_LARGE', `the event has ${bytes} bytes`)
  return { topic: topic.name, message }
}

/**
 * The record on its way to be tried again, or to the dead letters. A follow-up is not needed to account for its record, which was done
 * before: it is tried again as the next follow-up, and is never a dead letter.
 */
function routeFailed<In extends EventName, Out extends EventName>(
  context: StageContext<In, Out>,
  failure: { readonly kind: 'retry' | 'park'; readonly error: PipelineError },
  arrived: Arrived,
): Routed[] {
  const { stage, policy, now } = context
  const { message, input } = arrived
  const position = { ...input, offset: message.offset }
  const followedUp = followUpOf({ message, topic: input.topic }, stage.topics)
  return followedUp
    ? followUp(context, { followUp: failure.kind === 'retry' ? followedUp.missing : undefined }, arrived)
    : [routeFailure(failure, { message, position }, stage.topics, policy, now(), Math.random())]
}
