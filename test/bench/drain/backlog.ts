/**
 * Records that wait in a topic, and are drained again and again: by ever new consumer groups, or by one that is made to forget what it has
 * done.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventName, Events, EventTopic } from '@calltrail/schemas'
import type { Admin } from 'kafkajs'
import type { OwnStack } from '../../kit/own-stack.ts'
import { openEventFeed } from '../pipeline/event-feed.ts'

/** So many are sent at once. */
const recordsOfRequest = 5_000

/** Puts the events into their topic, in their order. */
export async function produceBacklog<Event extends EventName>(
  stack: OwnStack,
  topic: EventTopic<Event>,
  events: readonly Events[Event][],
  signal: AbortSignal,
): Promise<void> {
  await using feed = await openEventFeed(stack, topic, recordsOfRequest)
  for (let start = 0; start < events.length; start += recordsOfRequest) {
    signal.throwIfAborted()
    const messages = events.slice(start, start + recordsOfRequest).map((event) => feed.message(event))
    await feed.send(await Promise.all(messages))
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
