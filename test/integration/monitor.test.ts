/**
 * The monitor as a process, and the verbs `health` and `call`, in front of a pipeline on a stack of its own: what happens to calls there
 * is all that there is to be seen.
 */
import { connectProducer, headerText } from '@calltrail/runtime'
import { callsEnded, callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { calltrail } from '../kit/calltrail-process.ts'
import {
  callPayload,
  postWebhook,
  signedHeaders,
  startPipeline,
  startService,
  startVendors,
  pipelineEnvironment,
  watchTopics,
} from '../kit/index.ts'
import type {
  EventWatch,
  Pipeline,
  ServiceEnvironment,
  ServiceProcess,
  Vendors,
  WatchedRecord,
} from '../kit/index.ts'
import { openOwnStack } from '../kit/own-stack.ts'
import type { OwnStack } from '../kit/own-stack.ts'

const webhookSecret = 'the-webhook-secret-of-this-test'
const owned = new AsyncDisposableStack()
/** As long as the issue allows for anything to be seen. */
const seenWithin = { timeout: 30_000, interval: 500 }

let stack: OwnStack
let vendors: Vendors
let pipeline: Pipeline
let monitor: ServiceProcess
let watch: EventWatch
let environment: ServiceEnvironment

beforeAll(async () => {
  stack = owned.use(await openOwnStack())
  vendors = owned.use(await startVendors())
  const kafka = { KAFKA_BROKERS: stack.kafkaBrokers, SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl }
  environment = {
    ...pipelineEnvironment(stack, vendors, webhookSecret),
    RETRY_DELAYS_MS: '100,600000',
    FOLLOW_UP_DELAYS_MS: 'none',
  }
  watch = owned.use(await watchTopics(stack.kafka, [callsLogged.name, sinkTopics.deadLetters]))
  pipeline = owned.use(await startPipeline(environment))
  monitor = owned.use(await startService('monitor', { ...kafka, MONITOR_INTERVAL_MS: '1000' }))
}, 240_000)

afterAll(() => owned.disposeAsync())

const about = (topic: string, eventId: string) => (record: WatchedRecord) =>
  record.topic === topic && headerText(record.message.headers, 'ce_id') === eventId

async function send(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const body = JSON.stringify(callPayload(changes))
  const answer = await postWebhook(pipeline.ingressUrl, body, signedHeaders(body, webhookSecret))
  expect(answer.status).toBe(202)
  return answer.body.eventId!
}

const salesforce = () => controlSimulator(vendors.salesforceUrl)
const heal = () => salesforce().control('DELETE', '/faults')
const refuse = (statusCode: string) =>
  salesforce().fail({ match: { object: 'Task' }, do: { recordError: { statusCode, message: 'No.' } } })

interface HealthDocument {
  readonly alerts: readonly { readonly code: string }[]
  readonly calls: Readonly<Record<string, unknown>>
  readonly stages: readonly { readonly stage: string; readonly waiting: { readonly records: number } }[]
}

async function health(): Promise<
  HealthDocument & { readonly exitCode: number | undefined; readonly codes: string[] }
> {
  const { stdout, exitCode } = await calltrail(['health', '--json'], stack)
  const document = JSON.parse(stdout) as HealthDocument
  return { ...document, exitCode, codes: document.alerts.map(({ code }) => code) }
}

interface StoryDocument {
  readonly events: readonly {
    readonly state: string
    readonly handle?: string
    readonly steps: readonly { readonly kind: string; readonly text: string }[]
    readonly pending: readonly { readonly says: string; readonly number: number }[]
  }[]
}

async function storyOf(id: string): Promise<StoryDocument['events'][number]> {
  const { stdout, stderr } = await calltrail(['call', id, '--json'], stack)
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as StoryDocument).events[0]!
}

const kindsOf = ({ steps }: StoryDocument['events'][number]) => steps.map(({ kind }) => kind)

/** The sum of a gauge's values with these labels; undefined when it is not shown. */
async function metric(name: string, labels: string): Promise<number | undefined> {
  const text = await (await fetch(`${monitor.healthUrl}/metrics`)).text()
  const values = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
    .map((line) => Number(line.split(' ').at(-1)))
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)
}

const sinkLag = () => metric('calltrail_consumer_lag_records', `topic="${sinkTopics.input.name}"`)
const deadLetters = (state: string) => metric(`calltrail_dead_letters_${state}`, 'stage="sink"')

it('calls that are logged, or skipped on purpose, are told as that, and nothing waits: marks of transactions do not count', async () => {
  const logged = await send()
  await watch.next(about(callsLogged.name, logged))
  await watch.next(about(callsLogged.name, await send({ callerId: '+12025550199' })))

  const { calls, codes, exitCode } = await health()
  expect(calls).toMatchObject({
    total: 2,
    logged: 1,
    skipped: 1,
    failed: 0,
    inFlight: 0,
    notFound: 1,
    successRate: 1,
  })
  expect(codes).toEqual([])
  expect(exitCode).toBe(0)
  await expect.poll(sinkLag, seenWithin).toBe(0)
  expect(await metric('calltrail_consumer_lag_seconds', 'stage="')).toBe(0)

  const story = await storyOf(logged)
  expect(story.state).toBe('logged')
  expect(kindsOf(story)).toEqual(['accepted', 'enriched', 'logged'])
})

it('a call that fails waits for its retry, with the reason', async () => {
  await refuse('UNABLE_TO_LOCK_ROW')
  const eventId = await send()
  await expect
    .poll(async () => (await storyOf(eventId)).pending, seenWithin)
    .toMatchObject([{ says: 'retry', number: 2 }])
  await heal()
  const story = await storyOf(eventId)
  expect(story.state).toBe('waiting')
  expect(kindsOf(story)).toEqual(['accepted', 'enriched', 'failed', 'failed'])
  expect(story.steps[3]!.text).toMatch(/attempt 2 of the sink: SALESFORCE_ROW_LOCKED: .*\(retry 2\)/)
  // It is for later: neither late nor overdue.
  expect((await health()).calls).toMatchObject({ total: 3, inFlight: 1, notEnriched: 0 })
  await expect
    .poll(() => metric('calltrail_consumer_lag_records', `topic="${sinkTopics.retryTiers[1]}"`), seenWithin)
    .toBe(1)
  expect(await metric('calltrail_consumer_lag_seconds', `topic="${sinkTopics.retryTiers[1]}"`)).toBe(0)
})

it('a dead letter is open until it is replayed, in the health, in the metrics and in its call’s story', async () => {
  await refuse('FIELD_CUSTOM_VALIDATION_EXCEPTION')
  const eventId = await send()
  await watch.next(about(sinkTopics.deadLetters, eventId))
  await expect.poll(() => deadLetters('open'), seenWithin).toBe(1)
  const { calls, codes, exitCode } = await health()
  expect(calls).toMatchObject({ total: 4, logged: 1, failed: 1 })
  expect(codes).toEqual(['FAILURE_RATE'])
  expect(exitCode).toBe(4)
  const { state, handle } = await storyOf(eventId)
  expect(state).toBe('dead-lettered')

  await heal()
  expect((await calltrail(['dead-letters', 'replay', handle!], stack)).exitCode).toBe(0)
  await watch.next(about(callsLogged.name, eventId))
  await expect.poll(() => deadLetters('open'), seenWithin).toBe(0)
  expect(await deadLetters('replayed')).toBe(1)
  expect((await health()).calls).toMatchObject({ total: 4, logged: 2, failed: 0 })
  const story = await storyOf(eventId)
  expect(story.state).toBe('logged')
  expect(kindsOf(story)).toEqual(['accepted', 'enriched', 'dead', 'said', 'logged'])
})

it('poison that has no id is counted as a call that failed, and as resolved when somebody says so', async () => {
  await using producer = await connectProducer(stack.kafka)
  await producer.send({ topic: callsEnded.name, messages: [{ key: 'poison', value: 'poison' }] })
  await expect.poll(() => metric('calltrail_dead_letters_open', 'stage="enricher"'), seenWithin).toBe(1)
  expect((await health()).calls).toMatchObject({ total: 5, failed: 1 })
  await calltrail(['dead-letters', 'resolve', '--all', '--reason', 'a test'], stack)
  await expect.poll(() => metric('calltrail_dead_letters_resolved', 'stage="enricher"'), seenWithin).toBe(1)
  expect((await health()).calls).toMatchObject({ total: 5, failed: 0, resolved: 1 })
})

it('a stage that is killed is seen within half a minute, and so are the calls that wait for it', async () => {
  const { sink } = pipeline.services
  sink.kill('SIGKILL')
  await sink.exited
  const eventId = await send()
  await expect.poll(sinkLag, seenWithin).toBe(1)
  await expect.poll(async () => (await health()).codes, seenWithin).toContain('STAGE_GONE')
  expect(await storyOf(eventId)).toMatchObject({
    state: 'waiting',
    pending: [{ stage: 'sink', says: 'enriched' }],
  })
  const page = await fetch(`${monitor.healthUrl}/`)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await page.text()).toContain('<li>No process of the sink is running.</li>')
  expect(await metric('calltrail_consumer_lag_seconds', `topic="${sinkTopics.input.name}"`)).toBeGreaterThan(
    1,
  )

  owned.use(await startService('sink', environment))
  await watch.next(about(callsLogged.name, eventId))
  await expect.poll(sinkLag, seenWithin).toBe(0)
  await expect.poll(async () => (await health()).codes, seenWithin).toEqual([])
})

it('of a call that nobody has heard of it says what that may mean', async () => {
  const { stdout, stderr, exitCode } = await calltrail(['call', 'nobody'], stack)
  expect(exitCode).toBe(3)
  expect(stdout).toBe('')
  expect(stderr).toContain('Nothing is known of nobody since')
  expect(stderr).toContain('calltrail reconcile')
})

it('the monitor reads in no stage’s group', async () => {
  const admin = stack.kafka.admin()
  await admin.connect()
  owned.defer(() => admin.disconnect())
  const { groups } = await admin.describeGroups([enricherTopics.consumerGroup, sinkTopics.consumerGroup])
  const clients = groups.map((group) => [group.groupId, group.members.map(({ clientId }) => clientId)])
  expect(Object.fromEntries(clients)).toEqual({
    [enricherTopics.consumerGroup]: ['calltrail-enricher'],
    [sinkTopics.consumerGroup]: ['calltrail-sink'],
  })
})
