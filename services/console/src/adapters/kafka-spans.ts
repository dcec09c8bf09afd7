/**
 * What is in a topic's partitions at a moment.
 */
import type { Admin } from 'kafkajs'
import type { PartitionSpan } from './kafka-records.ts'

/** kafkajs asks for the last stable offset: behind it lie open transactions, which a reader of committed records would wait for. */
export async function committedSpans(admin: Admin, topic: string): Promise<PartitionSpan[]> {
  const partitions = await admin.fetchTopicOffsets(topic)
  return partitions.map(({ partition, low, high }) => ({
    topic,
    partition,
    from: Number(low),
    end: Number(high),
  }))
}

/** What was written at `since` (epoch milliseconds) or later, and before `until` where that is given. */
export async function committedSpansBetween(
  admin: Admin,
  topic: string,
  since: number,
  until?: number,
): Promise<PartitionSpan[]> {
  const first = await offsetsAt(admin, topic, since)
  const last = until === undefined ? new Map<number, number>() : await offsetsAt(admin, topic, until)
  const spans = await committedSpans(admin, topic)
  return spans.map(({ from, end, ...place }) => ({
    ...place,
    from: Math.max(from, first.get(place.partition) ?? end),
    end: Math.min(end, last.get(place.partition) ?? end),
  }))
}

/** The first offset of each partition whose record is not older than `time`. */
async function offsetsAt(admin: Admin, topic: string, time: number): Promise<Map<number, number>> {
  const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, time)
  return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]))
}
