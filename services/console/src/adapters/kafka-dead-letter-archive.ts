import { deadLetterResolutions } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'
import type { Kafka, KafkaMessage } from 'kafkajs'
import type { DeadLetterRecord } from '../domain/dead-letter.ts'
import { stageOf } from '../domain/place.ts'
import type { Place } from '../domain/place.ts'
import { readResolution } from '../domain/resolution.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import { inWords, noTopic, notAnswering, withinDeadline } from './kafka-failure.ts'
import { readRecords } from './kafka-records.ts'
import type { PartitionSpan, Reading } from './kafka-records.ts'
import { committedSpans } from './kafka-spans.ts'

const answerDeadlineMs = 10_000
const silenceMs = 30_000

/** Owns a connection of its own, which it closes. */
export async function openKafkaDeadLetterArchive(
  kafka: Kafka,
  brokers: readonly string[],
): Promise<DeadLetterArchive & AsyncDisposable> {
  const admin = kafka.admin()
  await withinDeadline(admin.connect(), answerDeadlineMs, brokers)
  const topics = new Set(await withinDeadline(admin.listTopics(), answerDeadlineMs, brokers))

  async function spansOf(topic: string): Promise<PartitionSpan[]> {
    if (!topics.has(topic)) throw noTopic(brokers, topic)
    return withinDeadline(committedSpans(admin, topic), answerDeadlineMs, brokers)
  }

  async function read(reading: Pick<Reading, 'spans' | 'visit' | 'signal'>): Promise<void> {
    const onSilence = () => notAnswering(brokers, silenceMs)
    try {
      await readRecords(kafka, { ...reading, silenceMs, onSilence })
    } catch (error) {
      throw inWords(error, brokers)
    }
  }

  return {
    async spans(stages) {
      const found = stages.map(async (stage) =>
        (await spansOf(stageOf(stage).deadLetters)).map(({ topic: _, ...span }) => ({ stage, ...span })),
      )
      return (await Promise.all(found)).flat()
    },
    read(spans, visit, signal) {
      const stages = new Map(spans.map(({ stage }) => [stageOf(stage).deadLetters, stage]))
      return read({
        spans: spans.map(({ stage, ...span }) => ({ topic: stageOf(stage).deadLetters, ...span })),
        visit: ({ topic, partition }, messages) =>
          visit(messages.map((message) => recordOf(stages.get(topic)!, partition, message))),
        signal,
      })
    },
    async resolutionsEnd() {
      const spans = await spansOf(deadLetterResolutions.name)
      return spans.reduce((sum, { end }) => sum + end, 0)
    },
    async readResolutions(visit, signal) {
      await read({
        spans: await spansOf(deadLetterResolutions.name),
        async visit(_, messages) {
          for (const { key, value } of messages) {
            const resolution = readResolution(key, value)
            if (resolution) visit(resolution)
          }
        },
        signal,
      })
    },
    [Symbol.asyncDispose]: () => admin.disconnect(),
  }
}

function recordOf(stage: StageName, partition: number, message: KafkaMessage): DeadLetterRecord {
  const place: Place = { stage, partition, offset: Number(message.offset) }
  const { key, value, headers = {}, timestamp } = message
  return { place, key, value, headers, timestamp: Number(timestamp) }
}
