import { headerText } from '@calltrail/runtime'
import type { connectRegistry } from '@calltrail/runtime'
import { Partitioners } from 'kafkajs'
import type { Admin, Kafka, KafkaMessage } from 'kafkajs'
import type { CallRecord } from '../domain/call-record.ts'
import type { CallTopic } from '../domain/call-topics.ts'
import type { CallRecords, Extent } from '../ports/call-records.ts'
import { inWords, noTopic, notAnswering, withinDeadline } from './kafka-failure.ts'
import { readRecords } from './kafka-records.ts'
import type { PartitionSpan } from './kafka-records.ts'
import { committedSpansBetween } from './kafka-spans.ts'
import { openRegistryEvents } from './registry-events.ts'

const answerDeadlineMs = 10_000
const silenceMs = 30_000

interface Sources {
  readonly kafka: Kafka
  readonly brokers: readonly string[]
  readonly registry: ReturnType<typeof connectRegistry>
}

/** Owns a connection of its own, which it closes. */
export async function openKafkaCallRecords({
  kafka,
  brokers,
  registry,
}: Sources): Promise<CallRecords & AsyncDisposable> {
  const admin = kafka.admin()
  await withinDeadline(admin.connect(), answerDeadlineMs, brokers)
  const existing = new Set(await withinDeadline(admin.listTopics(), answerDeadlineMs, brokers))
  const eventIn = openRegistryEvents(registry)

  return {
    async read({ extents, conversationId, visit, progress, signal }) {
      const topics = new Map(extents.map(({ topic }) => [topic.name, topic]))
      const missing = [...topics.keys()].find((name) => !existing.has(name))
      if (missing !== undefined) throw noTopic(brokers, missing)
      try {
        const spans: PartitionSpan[] = []
        for (const extent of extents) {
          spans.push(
            ...(await withinDeadline(spansOf(admin, extent, conversationId), answerDeadlineMs, brokers)),
          )
        }
        const total = spans.reduce((sum, { from, end }) => sum + Math.max(0, end - from), 0)
        let read = 0
        await readRecords(kafka, {
          spans,
          async visit({ topic, partition }, messages) {
            for (const message of messages) await visit(recordOf(topics.get(topic)!, partition, message))
            read += messages.length
            progress?.(read, total)
          },
          signal,
          silenceMs,
          onSilence: () => notAnswering(brokers, silenceMs),
        })
      } catch (error) {
        throw inWords(error, brokers)
      }
    },
    eventOf: (event, { value }) => eventIn(event, value),
    [Symbol.asyncDispose]: () => admin.disconnect(),
  }
}

async function spansOf(
  admin: Admin,
  { topic, since, until }: Extent,
  conversationId: string | undefined,
): Promise<PartitionSpan[]> {
  const spans = await committedSpansBetween(admin, topic.name, since, until)
  if (conversationId === undefined || !topic.isKeyedByConversation) return spans
  const partition = partitionOf(topic, conversationId, spans.length)
  return spans.filter((span) => span.partition === partition)
}

/** Where all our producers, and those in Java, put a key. */
function partitionOf({ name: topic }: CallTopic, key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }))
  return Partitioners.DefaultPartitioner()({ topic, partitionMetadata, message: { key, value: null } })
}

function recordOf(topic: CallTopic, partition: number, message: KafkaMessage): CallRecord {
  const { key, value, headers = {}, offset, timestamp } = message
  return {
    topic,
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    // An empty one would be the name of all poison.
    eventId: headerText(headers, 'ce_id') || undefined,
    headers,
    key,
    value,
  }
}
