import { notBefore } from '@calltrail/runtime'
import { stages } from '@calltrail/schemas'
import type { StageTopics } from '@calltrail/schemas'
import type { Admin, Kafka } from 'kafkajs'
import { stageInputs } from '../domain/call-topics.ts'
import type { QueuePosition } from '../domain/waiting-records.ts'
import type { StageQueues } from '../ports/stage-queues.ts'
import { inWords, noTopic, notAnswering, withinDeadline } from './kafka-failure.ts'
import { readRecords } from './kafka-records.ts'
import { committedSpans } from './kafka-spans.ts'

const answerDeadlineMs = 10_000
const silenceMs = 30_000

/** Topics in whose headers a time may stand before which a record is not to be taken. A stranger may write anything into the others. */
const mayDemand = new Set(stageInputs.filter(({ number }) => number > 0).map(({ name }) => name))

/** Owns a connection of its own, which it closes. */
export async function openKafkaStageQueues(
  kafka: Kafka,
  brokers: readonly string[],
): Promise<StageQueues & AsyncDisposable> {
  const admin = kafka.admin()
  const answered = <Result>(work: Promise<Result>) => withinDeadline(work, answerDeadlineMs, brokers)
  await answered(admin.connect())
  const existing = new Set(await answered(admin.listTopics()))
  const missing = stageInputs.find(({ name }) => !existing.has(name))
  if (missing) throw noTopic(brokers, missing.name)

  return {
    async positions() {
      return (await Promise.all(stages.map((stage) => answered(positionsOf(admin, stage))))).flat()
    },
    async processes() {
      const { groups } = await answered(
        admin.describeGroups(stages.map(({ consumerGroup }) => consumerGroup)),
      )
      const members = new Map(groups.map((group) => [group.groupId, group.members.length]))
      return new Map(stages.map(({ stage, consumerGroup }) => [stage, members.get(consumerGroup) ?? 0]))
    },
    async read(spans, visit, signal) {
      try {
        await readRecords(kafka, {
          spans,
          async visit({ topic, partition }, messages) {
            for (const { offset, timestamp, headers } of messages) {
              const dueAt = (mayDemand.has(topic) && notBefore(headers)) || Number(timestamp)
              visit({ topic, partition, offset: Number(offset), dueAt })
            }
          },
          signal,
          silenceMs,
          onSilence: () => notAnswering(brokers, silenceMs),
        })
      } catch (error) {
        throw inWords(error, brokers)
      }
    },
    [Symbol.asyncDispose]: () => admin.disconnect(),
  }
}

async function positionsOf(
  admin: Admin,
  { stage, consumerGroup: groupId }: Pick<StageTopics, 'stage' | 'consumerGroup'>,
): Promise<QueuePosition[]> {
  const inputs = stageInputs.filter((input) => input.stage === stage)
  // The ends first: a record that comes and is done meanwhile does not wait.
  const spans = await Promise.all(inputs.map(({ name }) => committedSpans(admin, name)))
  const groups = await admin.fetchOffsets({ groupId, topics: inputs.map(({ name }) => name) })
  const committed = new Map(groups.map(({ topic, partitions }) => [topic, partitions]))
  return inputs.flatMap((input, index) =>
    spans[index]!.map(({ partition, from, end }) => {
      const found = committed.get(input.name)?.find((entry) => entry.partition === partition)
      // Negative while the group has committed nothing; below `from` when Kafka has removed what it had not read.
      return { input, partition, committed: Math.max(from, Number(found?.offset ?? 0)), end }
    }),
  )
}
