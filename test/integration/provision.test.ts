import { randomUUID } from 'node:crypto'
import { eventSubjects, provision, reportLines } from '@calltrail/provision'
import type { ProvisionOptions } from '@calltrail/provision'
import { connectKafka } from '@calltrail/runtime'
import { allTopics, eventTopics, releasedSchemasOf } from '@calltrail/schemas'
import { execaNode } from 'execa'
import kafkajs from 'kafkajs'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { withStack } from './stack-addresses.ts'
import type { StackAddresses } from './stack-addresses.ts'

const main = new URL('../../infra/provision/src/main.ts', import.meta.url)
const day = 86_400_000

let addresses: StackAddresses
withStack((given) => {
  addresses = given
})

const kafka = () =>
  connectKafka({ kafkaBrokers: addresses.KAFKA_BROKERS.split(',') }, 'test', pino({ level: 'silent' }))

const spec = { cleanupPolicy: 'delete', retentionReason: 'For a test.' } as const

/** Options for one topic and one subject that no other test has. */
function fresh() {
  const topic = `topic-${randomUUID()}`
  const subject = `${topic}-value`
  const options = {
    kafka: kafka(),
    schemaRegistryUrl: addresses.SCHEMA_REGISTRY_URL,
    topics: [{ ...spec, name: topic, partitions: 3, retentionMs: day }],
    subjects: [{ subject, schema: recordOf({ name: 'a', type: 'string' }) }],
  } satisfies ProvisionOptions
  return { topic, subject, options }
}

function recordOf(...fields: object[]): string {
  return JSON.stringify({ type: 'record', name: 'Example', namespace: 'test', fields })
}

async function settingsOf(topic: string, { kafka }: ProvisionOptions): Promise<Record<string, string>> {
  const admin = kafka.admin()
  await admin.connect()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  })
  await admin.disconnect()
  return Object.fromEntries(resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue]))
}

async function registryCall(method: string, path: string, body?: object) {
  const answer = await fetch(`${addresses.SCHEMA_REGISTRY_URL}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as Record<string, unknown>
}

test('what is missing is created, and a second run finds it there', async () => {
  const { topic, subject, options } = fresh()
  expect(await provision(options)).toEqual({
    topics: [{ topic, outcome: 'created', differences: [] }],
    schemas: [{ subject, outcome: 'registered', version: 1 }],
  })
  const second = await provision(options)
  expect(second).toEqual({
    topics: [{ topic, outcome: 'already there', differences: [] }],
    schemas: [{ subject, outcome: 'already there', version: 1 }],
  })
  expect(reportLines(second)).toEqual([
    `topic   ${topic}: already there`,
    `schema  ${subject}: already there, version 1`,
  ])
})

test('a topic has the partitions and the retention of the list, and as many copies as there are brokers', async () => {
  const { topic, options } = fresh()
  await provision(options)
  const admin = options.kafka.admin()
  await admin.connect()
  const brokers = (await admin.describeCluster()).brokers.length
  const [metadata] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics
  await admin.disconnect()
  const replicas = Math.min(3, brokers)
  expect(metadata?.partitions.map((partition) => partition.replicas.length)).toEqual(Array(3).fill(replicas))
  expect(await settingsOf(topic, options)).toMatchObject({
    'retention.ms': String(day),
    'segment.ms': String(day),
    'cleanup.policy': 'delete',
    'min.insync.replicas': String(Math.max(1, replicas - 1)),
  })
})

test('a topic that differs is left alone, and the difference is said', async () => {
  const { topic, options } = fresh()
  await provision(options)
  const result = await provision({
    ...options,
    topics: [{ ...spec, name: topic, partitions: 12, retentionMs: 7 * day }],
  })
  const differences = [
    'partitions differ: has 3, wants 12 (left alone)',
    `retention.ms differ: has ${day}, wants ${7 * day} (left alone)`,
  ]
  expect(result.topics).toEqual([{ topic, outcome: 'differs', differences }])
  expect(reportLines(result)[0]).toBe(`topic   ${topic}: ${differences.join('; ')}`)
})

test('a topic whose segments take records for longer is left alone, and said: its records are kept longer than the list says', async () => {
  const { topic, options } = fresh()
  const admin = options.kafka.admin()
  await admin.connect()
  await admin.createTopics({
    topics: [{ topic, numPartitions: 3, configEntries: [{ name: 'retention.ms', value: String(day) }] }],
    waitForLeaders: true,
  })
  await admin.disconnect()
  const { topics } = await provision(options)
  const differences = [`segment.ms differ: has ${7 * day}, wants ${day} (left alone)`]
  expect(topics).toEqual([{ topic, outcome: 'differs', differences }])
  expect(await settingsOf(topic, options)).toMatchObject({ 'segment.ms': String(7 * day) })
})

test('what would lose or hold up records is put right, without a loss of the topic’s other settings, and said', async () => {
  const { topic, options } = fresh()
  await provision({ ...options, topics: [{ ...options.topics[0]!, cleanupPolicy: 'compact,delete' }] })
  const wanted = { ...options, topics: [{ ...options.topics[0]!, maxMessageBytes: 2_097_152 }] }
  const result = await provision(wanted)
  const repaired = ['cleanup.policy was compact,delete', 'max.message.bytes was 1048588']
  expect(result.topics).toEqual([{ topic, outcome: 'already there', differences: [], repaired }])
  expect(reportLines(result)[0]).toBe(`topic   ${topic}: already there (${repaired.join(', ')}: put right)`)
  expect(await settingsOf(topic, options)).toMatchObject({
    'cleanup.policy': 'delete',
    'max.message.bytes': '2097152',
    'retention.ms': String(day),
  })
  expect((await provision(wanted)).topics).toEqual([{ topic, outcome: 'already there', differences: [] }])
})

test('a compatible change is a new version, an incompatible one is refused by name', async () => {
  const { subject, options } = fresh()
  await provision(options)
  const added = recordOf({ name: 'a', type: 'string' }, { name: 'b', type: 'string', default: '' })
  const { schemas } = await provision({ ...options, subjects: [{ subject, schema: added }] })
  expect(schemas).toEqual([{ subject, outcome: 'registered', version: 2 }])

  const incompatible = recordOf({ name: 'c', type: 'int' })
  const refused = provision({ ...options, subjects: [{ subject, schema: incompatible }] })
  await expect(refused).rejects.toThrow(
    new RegExp(`^${subject}: the registry refused the schema: .*incompatible`, 'i'),
  )
})

test('compatibility is there before the first version, and a weaker one is raised', async () => {
  const { subject, options } = fresh()
  await registryCall('PUT', `/config/${subject}`, { compatibility: 'BACKWARD' })
  const { schemas } = await provision(options)
  expect(schemas).toEqual([{ subject, outcome: 'registered', version: 1, raisedFrom: 'BACKWARD' }])
  expect(await registryCall('GET', `/config/${subject}`)).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' })
})

describe('what a newer build has registered', () => {
  const [oldest, middle, newest] = [
    recordOf({ name: 'a', type: 'string' }),
    recordOf({ name: 'a', type: 'string' }, { name: 'b', type: 'string', default: '' }),
    recordOf(
      { name: 'a', type: 'string' },
      { name: 'b', type: 'string', default: '' },
      { name: 'c', type: 'int', default: 0 },
    ),
  ]
  /** Provisions the subject as the build does whose schema this is. */
  function builds() {
    const { subject, options } = fresh()
    const build = async (schema: string, ...earlier: string[]) => {
      const { schemas } = await provision({
        ...options,
        topics: [],
        subjects: [{ subject, schema, earlier }],
      })
      return schemas[0]
    }
    const versions = () => registryCall('GET', `/subjects/${subject}/versions`)
    const latest = async () => (await registryCall('GET', `/subjects/${subject}/versions/latest`))['schema']
    return { subject, build, versions, latest }
  }

  test('has every released version before it, so that an older build finds its own and changes nothing', async () => {
    const { subject, build, versions, latest } = builds()
    expect(await build(newest, oldest, middle)).toEqual({
      subject,
      outcome: 'registered',
      version: 3,
      earlier: 2,
    })
    expect(await build(middle, oldest)).toEqual({ subject, outcome: 'already there', version: 2 })
    expect(await build(oldest)).toEqual({ subject, outcome: 'already there', version: 1 })
    expect(await versions()).toEqual([1, 2, 3])
    expect(await latest()).toBe(newest)
    expect(await registryCall('GET', `/config/${subject}`)).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' })
  })

  test('keeps its ids, and what is missing between is registered in order', async () => {
    const { subject, build, versions } = builds()
    await build(oldest)
    const before = await registryCall('GET', `/subjects/${subject}/versions/1`)
    expect(await build(newest, oldest, middle)).toMatchObject({ version: 3, earlier: 1 })
    expect(await versions()).toEqual([1, 2, 3])
    expect(await registryCall('GET', `/subjects/${subject}/versions/1`)).toEqual(before)
  })

  test('never has an older version registered behind a newer one', async () => {
    const { build, versions, latest } = builds()
    await build(middle)
    expect(await build(newest, oldest, middle)).toMatchObject({ outcome: 'registered', version: 2 })
    expect(await build(newest, oldest, middle)).toMatchObject({ outcome: 'already there', version: 2 })
    expect(await versions()).toEqual([1, 2])
    expect(await latest()).toBe(newest)
  })

  test('is not brought back when somebody has deleted it: an older build is refused, and a newer one goes on', async () => {
    const { subject, build, versions } = builds()
    await build(middle, oldest)
    await registryCall('DELETE', `/subjects/${subject}/versions/2`)
    await expect(build(middle, oldest)).rejects.toThrow(
      `${subject}: somebody deleted version 2 in the registry, which is this build’s schema. To register it again makes it the newest one: do so by hand`,
    )
    expect(await versions()).toEqual([1])
    expect(await build(newest, oldest, middle)).toMatchObject({ outcome: 'registered', version: 3 })
    expect(await versions()).toEqual([1, 3])
  })

  test('is refused as a whole when the subject was deleted', async () => {
    const { subject, build } = builds()
    await build(oldest)
    await registryCall('DELETE', `/subjects/${subject}`)
    await expect(build(oldest)).rejects.toThrow(`${subject}: somebody deleted version 1 in the registry`)
  })
})

test('a schema that is no Avro is refused by name', async () => {
  const { subject, options } = fresh()
  const refused = provision({ ...options, subjects: [{ subject, schema: '{"type":"nonsense"}' }] })
  await expect(refused).rejects.toThrow(`${subject}: the registry refused the schema`)
})

test('a fresh registry gets every released version of every event, in order', async () => {
  const subjects = eventSubjects().map((spec) => ({ ...spec, subject: `${spec.subject}-${randomUUID()}` }))
  const result = await provision({ ...fresh().options, topics: [], subjects })
  const released = eventTopics.map(({ event }) => releasedSchemasOf(event))
  expect(result.schemas.map(({ version }) => version)).toEqual(released.map(({ length }) => length))
  for (const [index, { subject }] of subjects.entries())
    for (const [before, schema] of released[index]!.entries())
      expect(await registryCall('POST', `/subjects/${subject}`, { schema })).toMatchObject({
        version: before + 1,
      })
})

test('the command provides everything the services need, and says so', async () => {
  const { exitCode, stdout } = await execaNode(main, { env: { ...addresses } })
  expect(exitCode).toBe(0)
  for (const { name } of allTopics()) expect(stdout).toContain(`topic   ${name}: `)
  for (const { subject } of eventTopics) expect(stdout).toContain(`schema  ${subject}: `)
})

test('the command names every variable that is missing or wrong, and fails', async () => {
  const env = { PATH: process.env['PATH'], KAFKA_REPLICATION_FACTOR: 'many' }
  const { exitCode, stderr } = await execaNode(main, { env, extendEnv: false, reject: false })
  expect(exitCode).toBe(1)
  for (const name of ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'KAFKA_REPLICATION_FACTOR']) {
    expect(stderr).toContain(name)
  }
})

test('the command says where it works, and no password', async () => {
  const env = { ...addresses, SCHEMA_REGISTRY_URL: 'http://us:hunter2@127.0.0.1:1' }
  const { stdout, stderr } = await execaNode(main, { env, reject: false })
  expect(stdout).toMatch(/ and http:\/\/127\.0\.0\.1:1$/m)
  expect(stdout + stderr).not.toContain('hunter2')
})

test('the command fails with one sentence when the registry is away', async () => {
  const env = { ...addresses, SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1' }
  const { exitCode, stderr } = await execaNode(main, { env, reject: false })
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/^provision failed:\n {2}- the schema registry did not answer: .*\n?$/)
})
