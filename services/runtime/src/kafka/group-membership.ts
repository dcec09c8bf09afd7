/**
 * What the consumer group says to this process: that it still belongs to it, and which partitions it has.
 */
import type { EventName } from '@calltrail/schemas'
import type { Consumer } from 'kafkajs'
import type { PartitionSessions } from './partition-sessions.ts'
import type { InputPartition } from './partition-writer.ts'

export interface Membership {
  /** Whether the group has heard of this process so lately that it cannot have given its partitions away. */
  isMember(): boolean
  /**
   * Whether the process goes about its work, which may be to find its way back to Kafka. One of which nothing has been heard for long is
   * stuck, and a restart helps.
   */
  isLive(): boolean
}

/**
 * How long a process may be silent. kafkajs waits half a minute for a broker that hangs, and as long again until it has tried often enough:
 * a restart would help nobody then. One that is stuck shows by its lag long before.
 */
const silenceMs = 300_000

/** @param now epoch milliseconds */
export function membershipOf(consumer: Consumer, sessionTimeoutMs: number, now: () => number): Membership {
  let heardAt = 0
  let lastSignAt = now()
  const sign = () => void (lastSignAt = now())
  const heard = () => {
    sign()
    heardAt = lastSignAt
  }
  const { HEARTBEAT, GROUP_JOIN, REBALANCING, REQUEST_TIMEOUT, CRASH } = consumer.events
  consumer.on(HEARTBEAT, heard)
  consumer.on(GROUP_JOIN, heard)
  consumer.on(REBALANCING, sign)
  consumer.on(REQUEST_TIMEOUT, sign)
  consumer.on(CRASH, sign)
  return {
    isMember: () => now() - heardAt < sessionTimeoutMs,
    isLive: () => now() - lastSignAt < Math.max(silenceMs, 10 * sessionTimeoutMs),
  }
}

export interface Assignments {
  /** True once partitions were assigned, until the consumer crashes or stops. */
  isReady(): boolean
  /** Begins no more sessions. */
  stop(): void
}

/**
 * Begins and ends the sessions of partitions as the group gives and takes them.
 * @param mainTopic its sessions are opened right away: that takes a while, which the first call after a quiet time would have to wait.
 * Those of retry tiers are opened when a record comes.
 */
export function followAssignments<In extends EventName, Out extends EventName>(
  consumer: Consumer,
  sessions: PartitionSessions<In, Out>,
  mainTopic: string,
  onFatal: (error: unknown) => void,
): Assignments {
  let ready = false
  let stopping = false
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment, memberId } }) => {
    ready = !stopping
    begin(sessions.assign(partitionsIn(memberAssignment), memberId))
  })
  consumer.on(consumer.events.CRASH, ({ payload: { restart, error } }) => {
    ready = false
    // When kafkajs starts it again, it joins anew.
    sessions.lost()
    if (!restart) onFatal(error)
  })

  function begin(added: readonly InputPartition[]): void {
    const { main = [], tier = [] } = Object.groupBy(added, ({ topic }) =>
      topic === mainTopic ? 'main' : 'tier',
    )
    // kafkajs remembers pauses, also those of an earlier assignment.
    consumer.resume(tier.map(asTopicPartitions))
    consumer.pause(main.map(asTopicPartitions))
    for (const partition of main) void openThenResume(partition)
  }

  async function openThenResume(partition: InputPartition): Promise<void> {
    const session = sessions.get(partition)
    // One that cannot be opened now is opened, or complained about, with its first batch.
    await session?.open().catch(() => undefined)
    if (stopping || sessions.get(partition) !== session) return
    try {
      consumer.resume([asTopicPartitions(partition)])
    } catch {
      // kafkajs is just starting the consumer again, and begins without pauses.
    }
  }

  return {
    isReady: () => ready,
    stop() {
      ready = false
      stopping = true
    },
  }
}

function asTopicPartitions({ topic, partition }: InputPartition) {
  return { topic, partitions: [partition] }
}

function partitionsIn(assignment: Record<string, number[]>): InputPartition[] {
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  )
}
