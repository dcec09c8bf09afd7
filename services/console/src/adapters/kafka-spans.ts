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

/** What was written at `since` (epoch milliseconds) or later. */
export async function committedSpansSince(
  admin: Admin,
  topic: string,
  since: number,
): Promise<PartitionSpan[]> {
  const firsts = await admin.fetchTopicOffsetsByTimestamp(topic, since)
  const first = new Map(firsts.map(({ partition, offset }) => [partition, Number(offset)]))
  const spans = await committedSpans(admin, topic)
  return spans.map((span) => ({ ...span, from: Math.max(span.from, first.get(span.partition) ?? span.end) }))
}
