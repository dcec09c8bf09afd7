/**
 * A stage's topics under names of its own, so that tests of the engine run side by side on one broker.
 */
import { randomUUID } from 'node:crypto'
import { allTopics, enricherTopics } from '@calltrail/schemas'
import type { StageTopics } from '@calltrail/schemas'
import type { Kafka } from 'kafkajs'

export type TestStageTopics = StageTopics<'calls.ended.v1', 'calls.enriched.v1'>

export async function createStageTopics(kafka: Kafka, partitions = 1): Promise<TestStageTopics> {
  const suffix = randomUUID().slice(0, 8)
  const { input, output, views, retryTiers, followUpTiers, deadLetters } = enricherTopics
  const renamed = (name: string) => `${name}.test-${suffix}`
  const topics: TestStageTopics = {
    ...enricherTopics,
    consumerGroup: `${enricherTopics.consumerGroup}-${suffix}`,
    input: { ...input, name: renamed(input.name) },
    output: { ...output, name: renamed(output.name) },
    views: views.map((view) => ({ ...view, name: renamed(view.name) })),
    retryTiers: retryTiers.map(renamed),
    followUpTiers: followUpTiers.map(renamed),
    deadLetters: renamed(deadLetters),
  }
  const events = [input, output, ...views].map(({ name }) => name)
  const originals = [...events, ...retryTiers, ...followUpTiers, deadLetters]
  const admin = kafka.admin()
  await admin.connect()
  try {
    await admin.createTopics({
      waitForLeaders: true,
      topics: originals.map((name) => ({
        topic: renamed(name),
        numPartitions: partitions,
        replicationFactor: 1,
        configEntries: sizeLimit(name),
      })),
    })
  } finally {
    await admin.disconnect()
  }
  return topics
}

/** Failures may be larger than events. */
function sizeLimit(topic: string): { name: string; value: string }[] {
  const maxMessageBytes = allTopics().find(({ name }) => name === topic)?.maxMessageBytes
  return maxMessageBytes === undefined ? [] : [{ name: 'max.message.bytes', value: String(maxMessageBytes) }]
}
