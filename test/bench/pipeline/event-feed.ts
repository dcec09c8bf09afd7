/**
 * Puts events into a topic by thousands, past the services that would.
 */
import { connectProducer, eventHeaders, openEventWriter } from '@calltrail/runtime'
import type { EventName, Events, EventTopic } from '@calltrail/schemas'
import type { Message } from 'kafkajs'
import type { OwnStack } from '../../kit/own-stack.ts'

export interface EventFeed<Event extends EventName> extends AsyncDisposable {
  /** What {@link send} takes. @param partition where it is to go; by its key, when it is not given */
  message(event: Events[Event], partition?: number): Promise<Message>
  /** Resolves when Kafka has them all. */
  send(messages: readonly Message[]): Promise<void>
}

/** @param messagesPerRequest of which those for one partition must be less than a broker takes at once, a megabyte */
export async function openEventFeed<Event extends EventName>(
  { kafka, registry }: OwnStack,
  topic: EventTopic<Event>,
  messagesPerRequest = 1_000,
): Promise<EventFeed<Event>> {
  const writer = await openEventWriter(registry, topic)
  const producer = await connectProducer(kafka)
  return {
    async message(event, partition) {
      return {
        key: topic.key(event),
        value: await writer.encode(event),
        headers: eventHeaders(topic.event, event.eventId, '/calltrail/bench', Date.now()),
        ...(partition !== undefined && { partition }),
      }
    },
    async send(messages) {
      for (let start = 0; start < messages.length; start += messagesPerRequest)
        await producer.send({
          topic: topic.name,
          messages: messages.slice(start, start + messagesPerRequest),
          acks: -1,
        })
    },
    [Symbol.asyncDispose]: () => producer[Symbol.asyncDispose](),
  }
}
