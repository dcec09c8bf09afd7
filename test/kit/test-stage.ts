/**
 * A stage's topics under names of its own, so that tests of the engine run side by side on one broker.
 */
import { randomUUID } from 'node:crypto'
import { enricherTopics } from '@calltrail/schemas'
import type { StageTopics } from '@calltrail/schemas'
import type { Kafka } from 'kafkajs'

export type TestStageTopics = StageTopics<'calls.ended.v1', 'calls.enriched.v1'>

export async function createStageTopics(kafka: Kafka, partitions = 1): Promise<TestStageTopics> {
  const suffix = randomUUID().slice(0, 8)
  const { input, output, retryTiers, deadLetters } = enricherTopics
  const renamed = (name: string) => `${name}.test-${suffix}`
  const topics: TestStageTopics = {
    ...enricherTopics,
    consumerGroup: `${enricherTopics.consumerGroup}-${suffix}`,
    input: { ...input, name: renamed(input.name) },
    output: { ...output, name: renamed(output.name) },
    retryTiers: retryTiers.map(renamed),
    deadLetters: renamed(deadLetters),
  }
  const names = [topics.input.name, topics.output.name, ...topics.retryTiers, topics.deadLetters]
  const admin = kafka.admin()
  await admin.connect()
  try {
    await admin.createTopics({
      waitForLeaders: true,
      topics: names.map((topic) => ({ topic, numPartitions: partitions, replicationFactor: 1 })),
    })
  } finally {
    await admin.disconnect()
  }
  return topics
}
