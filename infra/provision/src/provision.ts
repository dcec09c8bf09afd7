/**
 * Makes a Kafka and a schema registry ready for Calltrail. It may be run any number of times.
 */
import { kafkaAccess } from '@calltrail/runtime'
import type { RegistryAccess } from '@calltrail/runtime'
import { allTopics, avroSchemaOf, eventTopics, provisionRights, releasedSchemasOf } from '@calltrail/schemas'
import type { AccessRight, TopicSpec } from '@calltrail/schemas'
import type { Kafka } from 'kafkajs'
import { openRegistryApi } from './registry-api.ts'
import { provisionSchema } from './schemas.ts'
import type { SchemaResult, SubjectSpec } from './schemas.ts'
import { provisionTopics } from './topics.ts'
import type { TopicResult } from './topics.ts'

export interface ProvisionOptions extends RegistryAccess {
  readonly kafka: Kafka
  readonly schemaRegistryUrl: string
  /** Of new topics. Default: 3, or the number of brokers when there are fewer. */
  readonly replicationFactor?: number | undefined
  /** Default: every topic of Calltrail. */
  readonly topics?: readonly TopicSpec[]
  /** Default: {@link eventSubjects}. */
  readonly subjects?: readonly SubjectSpec[]
}

export interface ProvisionResult {
  readonly topics: readonly TopicResult[]
  readonly schemas: readonly SchemaResult[]
}

/**
 * @throws {SchemaRefused} when a schema does not go with the versions that are registered, or is not to be registered
 * @throws {PipelineError} or AggregateError of several, when Kafka refuses something
 */
export async function provision(options: ProvisionOptions): Promise<ProvisionResult> {
  const { kafka, replicationFactor, topics = allTopics(), subjects = eventSubjects() } = options
  await kafkaAccess(kafka, provedRights(topics.map(({ name }) => name))).prove()
  const admin = kafka.admin()
  try {
    await admin.connect()
    const topicResults = await provisionTopics(admin, topics, replicationFactor)
    const registry = openRegistryApi(options.schemaRegistryUrl, options)
    const schemas: SchemaResult[] = []
    for (const spec of subjects) schemas.push(await provisionSchema(registry, spec))
    return { topics: topicResults, schemas }
  } finally {
    await admin.disconnect()
  }
}

/**
 * Without CREATE, which may be granted on the cluster, where Kafka tells nothing of it, or be taken back when the topics are there. Who
 * lacks it is told so when a topic is to be created.
 */
function provedRights(topics: readonly string[]): AccessRight[] {
  return provisionRights(topics).map((right) => ({
    ...right,
    operations: right.operations.filter((operation) => operation !== 'CREATE'),
  }))
}

/** Of every event topic, with what was released before. */
export function eventSubjects(): SubjectSpec[] {
  return eventTopics.map(({ event, subject }) => {
    const schema = avroSchemaOf(event)
    return { subject, schema, earlier: releasedSchemasOf(event).filter((released) => released !== schema) }
  })
}
