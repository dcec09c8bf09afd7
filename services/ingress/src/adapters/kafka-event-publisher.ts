/**
 * Publishes on `calls.ended.v1`. The events of one event-loop turn travel in one request: kafkajs has no linger.
 */
import {
  beginSend,
  connectProducer,
  contextOfHeaders,
  eventHeaders,
  lateHeader,
  openEventWriter,
  openOnce,
  PipelineError,
  withConversation,
} from '@calltrail/runtime'
import type { connectKafka, connectRegistry, EventWriter } from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import DataLoader from 'dataloader'
import { EventNotTaken } from '../ports/event-publisher.ts'
import type { EventPublisher, PublishContext } from '../ports/event-publisher.ts'
import { batchesBySize } from './batches.ts'

const source = '/calltrail/ingress'
const allInSyncReplicas = -1
const maxBatchEvents = 500
// Brokers refuse a batch above message.max.bytes, 1 MiB by default.
const maxBatchBytes = 1_000_000
const keyAndHeadersBytes = 1_000
const tooLarge = new Set<string | undefined>(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'])

/** The part of a kafkajs producer that is used here. */
export interface RecordSender {
  send(records: { topic: string; acks: number; messages: EventRecord[] }): Promise<unknown>
}

export interface EventRecord {
  readonly key: string
  readonly value: Buffer
  readonly headers: ReturnType<typeof eventHeaders>
}

interface TracedRecord {
  readonly message: EventRecord
  readonly span: ReturnType<typeof beginSend>
}

interface Outgoing {
  readonly event: CallEnded
  readonly context: PublishContext
}

export interface KafkaEventPublisherDependencies {
  readonly sender: () => Promise<RecordSender>
  readonly writer: () => Promise<EventWriter<'calls.ended.v1'>>
  readonly now: () => number
  /** Told how many were acknowledged together. */
  readonly onSent?: (events: number) => void
  /** Told why a batch was not acknowledged. */
  readonly onNotSent?: (error: unknown) => void
}

export function kafkaEventPublisher({
  sender,
  writer,
  now,
  onSent = () => {},
  onNotSent = () => {},
}: KafkaEventPublisherDependencies): EventPublisher {
  const accumulator = new DataLoader<Outgoing, 'accepted'>(publishAll, {
    cache: false,
    maxBatchSize: maxBatchEvents,
    // After the turn's I/O, so that requests that arrived together leave together.
    batchScheduleFn: setImmediate,
  })

  async function publishAll(outgoing: readonly Outgoing[]): Promise<('accepted' | Error)[]> {
    const { encode } = await orNotTaken(writer(), 'the schema registry cannot be used')
    const records = await Promise.allSettled(outgoing.map((one) => toRecord(one, encode)))
    const encoded = records.filter((result) => result.status === 'fulfilled').map(({ value }) => value)
    const failures = await sendInBatches(encoded)
    for (const record of encoded) record.span.end(failures.get(record))
    return records.map((result) => {
      if (result.status === 'rejected') return result.reason as Error
      return failures.get(result.value) ?? 'accepted'
    })
  }

  async function toRecord(
    { event, context }: Outgoing,
    encode: EventWriter<'calls.ended.v1'>['encode'],
  ): Promise<TracedRecord> {
    const { traceparent, isLate } = context
    const value = await encode(event)
    const parent = withConversation(contextOfHeaders({ traceparent }), event.conversationId)
    const span = beginSend(callsEnded.name, event.eventId, parent)
    const headers = {
      ...eventHeaders(callsEnded.event, event.eventId, source, now()),
      ...span.headers,
      ...(isLate && lateHeader),
    }
    return { message: { key: callsEnded.key(event), value, headers }, span }
  }

  /** The records that were not acknowledged, each with the failure of its batch. */
  async function sendInBatches(records: readonly TracedRecord[]): Promise<Map<TracedRecord, Error>> {
    const failures = new Map<TracedRecord, Error>()
    const sends = batchesBySize(records, sizeOf, maxBatchBytes).map(async (batch) => {
      try {
        const producer = await sender()
        const messages = batch.map(({ message }) => message)
        await producer.send({ topic: callsEnded.name, acks: allInSyncReplicas, messages })
        onSent(batch.length)
      } catch (cause) {
        onNotSent(cause)
        const failure =
          batch.length === 1 && isTooLarge(cause)
            ? new PipelineError('EVENT_TOO_LARGE', `the event has ${batch[0]!.message.value.length} bytes`, {
                cause,
              })
            : new EventNotTaken('Kafka did not acknowledge it', { cause })
        for (const record of batch) failures.set(record, failure)
      }
    })
    await Promise.all(sends)
    return failures
  }

  return { publish: (event, context) => accumulator.load({ event, context }) }
}

function sizeOf({ message }: TracedRecord): number {
  return message.value.length + keyAndHeadersBytes
}

/** Of an event alone, it would be no different the next time. */
function isTooLarge(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: { type?: string } }
  return tooLarge.has(type ?? cause?.type)
}

async function orNotTaken<Value>(promise: Promise<Value>, message: string): Promise<Value> {
  try {
    return await promise
  } catch (cause) {
    throw new EventNotTaken(message, { cause })
  }
}

export interface KafkaConnections {
  readonly kafka: ReturnType<typeof connectKafka>
  readonly registry: ReturnType<typeof connectRegistry>
  readonly now: () => number
  /** Is given SCHEMA_NOT_REGISTERED, as soon as the registry says so: then nothing can ever be published. */
  readonly onFatal: (error: PipelineError) => void
  readonly onSent?: (events: number) => void
  readonly onNotSent?: (error: unknown) => void
}

/** Opens the publisher whether or not Kafka and the registry answer, and waits for neither: it connects as soon as they do. */
export function openKafkaEventPublisher(connections: KafkaConnections): EventPublisher & AsyncDisposable {
  const { kafka, registry, now, onFatal, onSent, onNotSent } = connections
  const connected = new AsyncDisposableStack()
  const sender = openOnce(async () => connected.use(await connectProducer(kafka)))
  const writer = openOnce(async () => {
    try {
      return await openEventWriter(registry, callsEnded)
    } catch (error) {
      if (error instanceof PipelineError && error.disposition === 'stop') onFatal(error)
      throw error
    }
  })

  // What is wrong is found out before the first event. That tries again; kafkajs logs why it cannot connect.
  writer().catch(() => undefined)
  sender().catch(() => undefined)

  return {
    ...kafkaEventPublisher({
      sender,
      writer,
      now,
      ...(onSent && { onSent }),
      ...(onNotSent && { onNotSent }),
    }),
    [Symbol.asyncDispose]: () => connected.disposeAsync(),
  }
}
