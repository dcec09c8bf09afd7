/**
 * Calltrail on a Kafka that lets in only whom it knows, and lets them do only what `docs/kafka-access.md` lists: that is enough, and what is
 * taken away while services run is missed by name, without a loss.
 */
import { rightsIn } from '@calltrail/local'
import type { Right } from '@calltrail/local'
import {
  allTopics,
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  principals,
  rightsOf,
  sinkTopics,
  stages,
} from '@calltrail/schemas'
import { connectKafka, connectProducer, kafkaConfig, loadConfig } from '@calltrail/runtime'
import { controlSimulator } from '@calltrail/simulators'
import kafkajs from 'kafkajs'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EventWatch } from '../kit/event-watch.ts'
import { lastWordsOf, runConsole, runProvision } from '../kit/secure-clients.ts'
import {
  about,
  clientNames,
  fateOf,
  loggedOnce,
  openSecurePipeline,
  sendCall,
} from '../kit/secure-pipeline.ts'
import type { ClientName, SecurePipeline } from '../kit/secure-pipeline.ts'
import type { PipelineService } from '../kit/service-process.ts'

const owned = new AsyncDisposableStack()
/** Long enough for the client to go without a new one at the start, and shorter than these tests take. */
const tokenLifetimeSeconds = 24

let pipeline: SecurePipeline
let watch: EventWatch
let enricherStartedAt: number
/** How many lines of the enricher told of its start. */
let linesOfStart: number

beforeAll(async () => {
  pipeline = owned.use(await openSecurePipeline())
  const { rights, tokens } = pipeline.stack
  await Promise.all(principals.map(({ name, rights: listed }) => rights.grant(name, rightsIn(listed))))
  tokens.issueTo('enricher', { lifetimeSeconds: tokenLifetimeSeconds })
}, 240_000)

afterAll(() => owned.disposeAsync())

async function send(): Promise<string> {
  return (await sendCall(pipeline.service('ingress'))).eventId
}

const right = (resource: Right['resource'], name: string, operation: Right['operation']): Right => ({
  resource,
  name,
  pattern: resource === 'transactional-id' ? 'prefixed' : 'literal',
  operation,
})

it('provision creates every topic with its rights, finds them there, and need not be able to create them then', async () => {
  for (const outcome of ['created', 'already there']) {
    const { errors, output, exitCode } = await runProvision(pipeline.environmentOf('provision'))
    expect(errors).toEqual([])
    expect(exitCode).toBe(0)
    for (const { name } of allTopics()) expect(output).toContain(`topic   ${name}: ${outcome}`)
  }
  const toCreate = allTopics().map(({ name }) => right('topic', name, 'CREATE'))
  await pipeline.stack.rights.revoke('provision', toCreate)
  expect(await runProvision(pipeline.environmentOf('provision'))).toMatchObject({ errors: [], exitCode: 0 })
  await pipeline.stack.rights.grant('provision', toCreate)
  watch = await pipeline.watchCalls()
})

it('a call goes its whole way, each service with its own login and no more than its rights', async () => {
  await Promise.all([pipeline.start('ingress'), pipeline.start('enricher'), pipeline.start('sink')])
  enricherStartedAt = Date.now()
  const eventId = await send()
  expect(await fateOf(eventId, watch, pipeline.vendors)).toEqual(loggedOnce)
  linesOfStart = pipeline.service('enricher').output.length
  await watch.next(about(callsEnriched.name, eventId))
  await watch.next(about(callsEnrichedMasked.name, eventId))
})

it('the monitor and the verbs of the console do with their rights what they are for', async () => {
  const salesforce = controlSimulator(pipeline.vendors.salesforceUrl)
  await salesforce.fail({
    match: { object: 'Task' },
    do: { recordError: { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No.' } },
  })
  const refused = [await send(), await send()] as const
  for (const eventId of refused) await watch.next(about(sinkTopics.deadLetters, eventId))
  await salesforce.control('DELETE', '/faults')

  const monitor = await pipeline.start('monitor', {
    ...pipeline.environmentOf('monitor'),
    MONITOR_INTERVAL_MS: '1000',
  })
  const metrics = async () => (await fetch(`${monitor.healthUrl}/metrics`)).text()
  const openDeadLetters = async () =>
    Number(/^calltrail_dead_letters_open\{.*stage="sink".*\} (\d+)/m.exec(await metrics())?.[1])
  await expect.poll(openDeadLetters, { timeout: 30_000 }).toBe(2)

  const verb = async (...args: string[]) => {
    const { errors, exitCode, output } = await runConsole(args, pipeline.environmentOf('console'))
    expect(errors).toEqual([])
    return { exitCode, output: output.join('\n') }
  }
  const [story] = await Promise.all([verb('call', refused[0]), verb('health')])
  expect(story.output).toContain('dead')
  expect(await verb('dead-letters', 'replay', refused[0])).toMatchObject({ exitCode: 0 })
  await watch.next(about(callsLogged.name, refused[0]))
  expect(await verb('dead-letters', 'resolve', refused[1], '--reason', 'a test')).toMatchObject({
    exitCode: 0,
  })
  await expect.poll(openDeadLetters, { timeout: 30_000 }).toBe(0)
}, 120_000)

/** Waits until a service ends for want of a right, and holds what it says: one thing, the right by name. */
async function stopsForWantOf(name: PipelineService, { operation, name: resource }: Right): Promise<void> {
  const service = pipeline.service(name)
  expect(await service.exited).toBe(1)
  const said = lastWordsOf(service.output)
  expect(said).toEqual([expect.stringMatching(/^KAFKA_ACCESS_DENIED: /)])
  expect(said[0]).toContain(operation)
  expect(said[0]).toContain(resource)
}

it('no client may do anything with a topic or a group that is not on its list', async () => {
  const topics = allTopics().map(({ name }) => name)
  const groups = stages.map(({ consumerGroup }) => consumerGroup)
  for (const client of clientNames) {
    const config = loadConfig(kafkaConfig, pipeline.environmentOf(client))
    const admin = connectKafka(config, 'calltrail-test', pino({ enabled: false })).admin()
    await admin.connect()
    try {
      const told = await admin.describeAccess({ topics, groups })
      for (const [resource, found] of [
        ['topic', told.topics],
        ['group', told.groups],
      ] as const)
        for (const { name, authorizedOperations } of found)
          expect(operationsIn(authorizedOperations), `${client} on ${name}`).toEqual(
            listedOperations(client, resource, name),
          )
    } finally {
      await admin.disconnect()
    }
  }
  const config = loadConfig(kafkaConfig, pipeline.environmentOf('sink'))
  await using producer = await connectProducer(
    connectKafka(config, 'calltrail-test', pino({ enabled: false })),
  )
  const written = producer.send({ topic: callsEnriched.name, messages: [{ key: 'key', value: 'value' }] })
  await expect(written).rejects.toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED' })
})

/** The bits of Kafka’s answer, by name. */
function operationsIn(bits: number): string[] {
  return Object.entries(kafkajs.AclOperationTypes)
    .filter(([, bit]) => bits & (1 << Number(bit)))
    .map(([name]) => name)
    .toSorted()
}

/** With what Kafka takes to be in what is listed. */
function listedOperations(client: ClientName, resource: Right['resource'], name: string): string[] {
  const listed = rightsIn(rightsOf(client))
    .filter((one) => one.resource === resource && one.name === name)
    .map(({ operation }) => operation as string)
  const describes = listed.some((operation) => ['READ', 'WRITE', 'DELETE', 'ALTER'].includes(operation))
  const describesConfigs = listed.includes('ALTER_CONFIGS')
  return [
    ...new Set([
      ...listed,
      ...(describes ? ['DESCRIBE'] : []),
      ...(describesConfigs ? ['DESCRIBE_CONFIGS'] : []),
    ]),
  ].toSorted()
}

it('a right that is taken away stops a stage and sends the ingress to its spool; when it is back, every call is logged once', async () => {
  const { rights } = pipeline.stack
  const toWrite = right('topic', callsEnded.name, 'WRITE')
  const toRead = right('topic', callsEnriched.name, 'READ')
  await rights.revoke('sink', [toRead])
  const calls = [await send()]
  await rights.revoke('ingress', [toWrite])
  for (const _ of [1, 2]) {
    const { eventId, status } = await sendCall(pipeline.service('ingress'))
    expect(status).toBe('spooled')
    calls.push(eventId)
  }
  await stopsForWantOf('sink', toRead)
  expect((await fetch(`${pipeline.service('ingress').healthUrl}/health/ready`)).status).toBe(200)

  await rights.grant('ingress', [toWrite])
  await rights.grant('sink', [toRead])
  await pipeline.start('sink')
  for (const eventId of calls) expect(await fateOf(eventId, watch, pipeline.vendors)).toEqual(loggedOnce)
})

it('a token that expires is renewed in time, on the connections that are there', async () => {
  const { tokens } = pipeline.stack
  const expired = enricherStartedAt + 1_000 * (tokenLifetimeSeconds + 1)
  await expect.poll(Date.now, { timeout: 60_000 }).toBeGreaterThan(expired)
  expect(await fateOf(await send(), watch, pipeline.vendors)).toEqual(loggedOnce)
  expect(tokens.issued('enricher')).toBeGreaterThan(1)
  const lines = pipeline.service('enricher').output.slice(linesOfStart)
  expect(lines.filter((line) => /connect|sasl|authent|token/i.test(line))).toEqual([])
})

it('a right to a transactional id or to a group that is taken away stops a stage as well', async () => {
  const { rights } = pipeline.stack
  const toCommit = right('transactional-id', 'sink-', 'WRITE')
  await rights.revoke('sink', [toCommit])
  const calls = [await send()]
  await stopsForWantOf('sink', toCommit)
  await rights.grant('sink', [toCommit])
  await pipeline.start('sink')
  for (const eventId of calls) expect(await fateOf(eventId, watch, pipeline.vendors)).toEqual(loggedOnce)

  const toJoin = right('group', sinkTopics.consumerGroup, 'READ')
  await rights.revoke('sink', [toJoin])
  await stopsForWantOf('sink', toJoin)
  const eventId = await send()
  await rights.grant('sink', [toJoin])
  await pipeline.start('sink')
  expect(await fateOf(eventId, watch, pipeline.vendors)).toEqual(loggedOnce)
}, 120_000)

it.each([callsEnriched.name, callsEnrichedMasked.name])(
  'a right to write %s that is taken away is missed by name, though a transaction writes other topics, too',
  async (topic) => {
    const { rights } = pipeline.stack
    const toWrite = right('topic', topic, 'WRITE')
    // Who may no longer see a topic is told so earlier, when the client looks for its leaders.
    const toSee = right('topic', topic, 'DESCRIBE')
    await rights.grant('enricher', [toSee])
    await rights.revoke('enricher', [toWrite])
    const eventId = await send()
    await stopsForWantOf('enricher', toWrite)
    await rights.grant('enricher', [toWrite])
    await rights.revoke('enricher', [toSee])
    await pipeline.start('enricher')
    expect(await fateOf(eventId, watch, pipeline.vendors)).toEqual(loggedOnce)
  },
)
