import type { connectRegistry } from '@calltrail/runtime'
import kafkajs from 'kafkajs'
import type { Admin, Kafka, KafkaMessage } from 'kafkajs'
import { heldTopics } from '../domain/held-topics.ts'
import type { HeldTopic } from '../domain/held-topics.ts'
import type { HeldRecords, HeldSpan, Keeping } from '../ports/held-records.ts'
import { groupPositions } from './kafka-group-positions.ts'
import { inWords, noTopic, notAnswering, withinDeadline } from './kafka-failure.ts'
import { readRecords } from './kafka-records.ts'
import type { Reading } from './kafka-records.ts'
import { committedSpans } from './kafka-spans.ts'
import { openRegistryEvents } from './registry-events.ts'

const answerDeadlineMs = 10_000
const silenceMs = 30_000

interface Sources {
  readonly kafka: Kafka
  readonly brokers: readonly string[]
  readonly registry: ReturnType<typeof connectRegistry>
}

/** Owns a connection of its own, which it closes. */
export async function openKafkaHeldRecords({
  kafka,
  brokers,
  registry,
}: Sources): Promise<HeldRecords & AsyncDisposable> {
  const admin = kafka.admin()
  const answered = <Result>(work: Promise<Result>) => withinDeadline(work, answerDeadlineMs, brokers)
  await answered(admin.connect())
  const existing = new Set(await answered(admin.listTopics()))
  const missing = heldTopics.find(({ name }) => !existing.has(name))
  if (missing) throw noTopic(brokers, missing.name)
  const eventIn = openRegistryEvents(registry)

  async function readSpans(
    spans: readonly HeldSpan[],
    reading: Pick<Reading, 'signal' | 'withAborted'>,
    visit: (topic: HeldTopic, partition: number, messages: readonly KafkaMessage[]) => Promise<void>,
  ): Promise<void> {
    const topics = new Map(spans.map(({ topic }) => [topic.name, topic]))
    try {
      await readRecords(kafka, {
        ...reading,
        spans: spans.map(({ topic, ...span }) => ({ topic: topic.name, ...span })),
        visit: ({ topic, partition }, messages) => visit(topics.get(topic)!, partition, messages),
        silenceMs,
        onSilence: () => notAnswering(brokers, silenceMs),
      })
    } catch (error) {
      throw inWords(error, brokers)
    }
  }

  return {
    async spans() {
      const found: HeldSpan[] = []
      for (const topic of heldTopics) found.push(...(await answered(spansOf(admin, topic))))
      return found
    },
    async read(spans, visit, progress, signal) {
      const total = spans.reduce((sum, { from, end }) => sum + Math.max(0, end - from), 0)
      let read = 0
      await readSpans(spans, { withAborted: true, signal }, async (topic, partition, messages) => {
        for (const { key, value, headers = {}, offset, timestamp } of messages) {
          const found: object | undefined = await eventIn(topic.event, value)
          const event = found && { ...found }
          const place = { topic, partition, offset: Number(offset), timestamp: Number(timestamp) }
          visit({ ...place, key, value, headers, event })
        }
        read += messages.length
        progress(read, total)
      })
    },
    async readCommitted(spans, visit, signal) {
      await readSpans(spans, { withAborted: false, signal }, async (topic, partition, messages) => {
        for (const { offset, timestamp } of messages)
          visit({ topic, partition, offset: Number(offset), timestamp: Number(timestamp) })
      })
    },
    keeping: () => answered(keepingOf(admin)),
    async positions() {
      return Map.groupBy(await groupPositions(admin, answered), ({ place }) => place)
    },
    async deleteBelow({ topic, partition, before }) {
      // kafkajs finds the leaders of topics only whose offsets it has looked at.
      await answered(admin.fetchTopicOffsets(topic))
      const below = [{ partition, offset: String(before) }]
      await answered(
        admin.deleteTopicRecords({ topic, partitions: below }).catch((error: Error) => {
          throw causeOf(error)
        }),
      )
    },
    [Symbol.asyncDispose]: () => admin.disconnect(),
  }
}

/** What Kafka has said of the partition. kafkajs says of all partitions together that there was an error. */
function causeOf(error: Error): Error {
  const { partitions } = error as Partial<kafkajs.KafkaJSDeleteTopicRecordsErrorTopic>
  if (partitions?.[0]) return partitions[0].error
  return error.cause instanceof Error ? causeOf(error.cause) : error
}

async function spansOf(admin: Admin, topic: HeldSpan['topic']): Promise<HeldSpan[]> {
  const spans = await committedSpans(admin, topic.name)
  return spans.map(({ partition, from, end }) => ({ topic, partition, from, end }))
}

async function keepingOf(admin: Admin): Promise<Map<string, Keeping>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: heldTopics.map(({ name }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: ['retention.ms', 'segment.ms'],
    })),
  })
  return new Map(
    resources.map(({ resourceName, configEntries }) => {
      const valueOf = (setting: string) =>
        Number(configEntries.find(({ configName }) => configName === setting)?.configValue)
      const retentionMs = valueOf('retention.ms')
      return [
        resourceName,
        { retentionMs: retentionMs < 0 ? undefined : retentionMs, segmentMs: valueOf('segment.ms') },
      ]
    }),
  )
}
