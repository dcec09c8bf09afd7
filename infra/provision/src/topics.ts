/**
 * Topics that are missing are created; those that are there are left as they are, and what differs is said. Only settings that would
 * lose or hold up records are put right.
 */
import { missingRight, together } from '@calltrail/runtime'
import { provisionRights, segmentMs } from '@calltrail/schemas'
import type { TopicSpec } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Admin, ITopicConfig } from 'kafkajs'
import { repairTopics } from './repairs.ts'

export interface TopicResult {
  readonly topic: string
  readonly outcome: 'created' | 'already there' | 'differs'
  /** What differs from the list of topics. More partitions would send keys elsewhere, so that is for a person to decide. */
  readonly differences: readonly string[]
  /** The settings that had to be put right, each with what it was. */
  readonly repaired?: readonly string[]
}

export async function provisionTopics(
  admin: Admin,
  specs: readonly TopicSpec[],
  replicationFactor: number | undefined,
): Promise<TopicResult[]> {
  const existing = new Set(await admin.listTopics())
  const missing = specs.filter(({ name }) => !existing.has(name))
  if (missing.length > 0) {
    const replicas = replicationFactor ?? Math.min(3, await brokerCount(admin))
    await create(
      admin,
      missing.map((spec) => topicConfig(spec, replicas)),
    )
  }
  const found = specs.filter(({ name }) => existing.has(name))
  const differences = await findDifferences(admin, found)
  const repaired = await repairTopics(admin, found)
  return specs.map(({ name }) => resultOf(name, differences.get(name), repaired.get(name)))
}

async function create(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  try {
    await admin.createTopics({ topics, waitForLeaders: true })
  } catch (error) {
    const denied = topicErrors(error).filter(({ type }) => type === 'TOPIC_AUTHORIZATION_FAILED')
    if (denied.length === 0) throw error
    throw together(
      provisionRights(denied.map(({ topic }) => topic)).map((right) => missingRight(right, 'CREATE')),
    )
  }
}

/** What kafkajs tells of each topic that was not created; it does not export the class of the whole. */
function topicErrors(error: unknown): { readonly topic: string; readonly type?: string }[] {
  return error instanceof Error && 'errors' in error ? (error.errors as []) : []
}

function resultOf(
  topic: string,
  differences: readonly string[] | undefined,
  repaired: readonly string[] | undefined,
): TopicResult {
  if (differences === undefined) return { topic, outcome: 'created', differences: [] }
  return {
    topic,
    outcome: differences.length > 0 ? 'differs' : 'already there',
    differences,
    ...(repaired && { repaired }),
  }
}

async function brokerCount(admin: Admin): Promise<number> {
  const { brokers } = await admin.describeCluster()
  return brokers.length
}

function topicConfig(spec: TopicSpec, replicas: number): ITopicConfig {
  return {
    topic: spec.name,
    numPartitions: spec.partitions,
    replicationFactor: replicas,
    configEntries: Object.entries(topicSettings(spec, replicas)).map(([name, value]) => ({
      name,
      value: String(value),
    })),
  }
}

/** What a new topic is created with, by Kafka's names. */
export function topicSettings(
  { retentionMs, cleanupPolicy, maxMessageBytes }: TopicSpec,
  replicas: number,
): Record<string, string | number> {
  return {
    'retention.ms': retentionMs,
    'segment.ms': segmentMs,
    'cleanup.policy': cleanupPolicy,
    ...(maxMessageBytes !== undefined && { 'max.message.bytes': maxMessageBytes }),
    // One replica may be away without writes being refused, and an acknowledged record survives that.
    'min.insync.replicas': Math.max(1, replicas - 1),
  }
}

async function findDifferences(
  admin: Admin,
  specs: readonly TopicSpec[],
): Promise<Map<string, readonly string[]>> {
  if (specs.length === 0) return new Map()
  const names = specs.map(({ name }) => name)
  const [{ topics }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: names }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configNames: ['retention.ms', 'segment.ms'],
      })),
    }),
  ])
  const partitions = new Map(topics.map((topic) => [topic.name, topic.partitions.length]))
  const settings = new Map(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]))
  const has = (topic: string, setting: string) =>
    Number(settings.get(topic)?.find(({ configName }) => configName === setting)?.configValue)
  return new Map(
    specs.map((spec) => [
      spec.name,
      [
        ...difference('partitions', partitions.get(spec.name), spec.partitions),
        ...difference('retention.ms', has(spec.name, 'retention.ms'), spec.retentionMs),
        ...difference('segment.ms', has(spec.name, 'segment.ms'), segmentMs),
      ],
    ]),
  )
}

function difference(what: string, has: number | undefined, wants: number): string[] {
  return has === wants ? [] : [`${what} differ: has ${has}, wants ${wants} (left alone)`]
}
