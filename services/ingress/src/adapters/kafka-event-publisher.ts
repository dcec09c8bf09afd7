/**
 * Publishes on `calls.ended.v1`. The events of one event-loop turn travel in one request: kafkajs has no linger.
 */
import {
  connectProducer,
  eventHeaders,
  lateHeader,
  openEventWriter,
  openOnce,
  PipelineError,
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

interface Outgoing {
  readonly event: CallEnded
  readonly context: PublishContext
}

export interface KafkaEventPublisherDependencies {
  readonly sender: () => Promise<RecordSender>
  readonly writer: () => Promise<EventWriter<'calls.ended.v1'>>
  readonly now: () => number
}

export function kafkaEventPublisher({
  sender,
  writer,
  now,
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
    return records.map((result) => {
      if (result.status === 'rejected') return result.reason as Error
      return failures.get(result.value) ?? 'accepted'
    })
  }

  async function toRecord({ event, context }: Outgoing, encode: EventWriter<'calls.ended.v1'>['encode']) {
    const { traceparent, isLate } = context
    return {
      key: callsEnded.key(event),
      value: await encode(event),
      headers: {
        ...eventHeaders(callsEnded.event, event.eventId, source, now()),
        ...(traceparent && { traceparent }),
        ...(isLate && lateHeader),
      },
    }
  }

  /** The records that were not acknowledged, each with the failure of its batch. */
  async function sendInBatches(records: readonly EventRecord[]): Promise<Map<EventRecord, Error>> {
    const failures = new Map<EventRecord, Error>()
    const sends = batchesBySize(records, sizeOf, maxBatchBytes).map(async (messages) => {
      try {
        const producer = await sender()
        await producer.send({ topic: callsEnded.name, acks: allInSyncReplicas, messages })
      } catch (cause) {
        const failure =
          messages.length === 1 && isTooLarge(cause)
            ? new PipelineError('EVENT_TOO_LARGE', `the event has ${messages[0]!.value.length} bytes`, {
                cause,
              })
            : new EventNotTaken('Kafka did not acknowledge it', { cause })
        for (const record of messages) failures.set(record, failure)
      }
    })
    await Promise.all(sends)
    return failures
  }

  return { publish: (event, context) => accumulator.load({ event, context }) }
}

function sizeOf({ value }: EventRecord): number {
  return value.length + keyAndHeadersBytes
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
}

/** Opens the publisher whether or not Kafka and the registry answer, and waits for neither: it connects as soon as they do. */
export function openKafkaEventPublisher(connections: KafkaConnections): EventPublisher & AsyncDisposable {
  const { kafka, registry, now, onFatal } = connections
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
    ...kafkaEventPublisher({ sender, writer, now }),
    [Symbol.asyncDispose]: () => connected.disposeAsync(),
  }
}
