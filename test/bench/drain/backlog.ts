/**
 * Records that wait in a topic, and are drained again and again: by ever new consumer groups, or by one that is made to forget what it has
 * done.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connectProducer, eventHeaders, openEventWriter } from '@calltrail/runtime'
import type { EventName, Events, EventTopic } from '@calltrail/schemas'
import type { Admin } from 'kafkajs'
import type { OwnStack } from '../../kit/own-stack.ts'

/** So many are sent at once. */
const recordsOfRequest = 5_000

/** An event as all of the pipeline's events have one: by its id copies and losses are told. */
type Identified<Event extends EventName> = Events[Event] & { readonly eventId: string }

/** Puts the events into their topic, in their order. */
export async function produceBacklog<Event extends EventName>(
  { kafka, registry }: OwnStack,
  topic: EventTopic<Event>,
  events: readonly Identified<Event>[],
  signal: AbortSignal,
): Promise<void> {
  const writer = await openEventWriter(registry, topic)
  await using producer = await connectProducer(kafka)
  for (let start = 0; start < events.length; start += recordsOfRequest) {
    signal.throwIfAborted()
    const messages = events.slice(start, start + recordsOfRequest).map(async (event) => ({
      key: topic.key(event),
      value: await writer.encode(event),
      headers: eventHeaders(topic.event, event.eventId, '/calltrail/bench', Date.now()),
    }))
    await producer.send({ topic: topic.name, messages: await Promise.all(messages), acks: -1 })
  }
}

/** Removes all that is in the topic now. */
export async function emptyTopic(admin: Admin, topic: string): Promise<void> {
  const offsets = await admin.fetchTopicOffsets(topic)
  const partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }))
  await admin.deleteTopicRecords({ topic, partitions })
}

const forgetForMs = 20_000
const tryAgainMs = 100

/**
 * Makes the group begin at the first record again.
 * @throws {Error} when it has a member yet, and does not lose it soon
 */
export async function forgetGroup(admin: Admin, groupId: string, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + forgetForMs
  for (;;) {
    const { groups } = await admin.listGroups()
    if (!groups.some((group) => group.groupId === groupId)) return
    try {
      await admin.deleteGroups([groupId])
    } catch (error) {
      if (performance.now() > giveUpAt) throw error
      await sleep(tryAgainMs, undefined, { signal })
    }
  }
}
