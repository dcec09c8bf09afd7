/**
 * Reconciliation as a process, against a pipeline that has missed some of Genesys's calls, on a stack of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { headerText } from '@calltrail/runtime'
import { callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import type { CompactConversation } from '@calltrail/simulators'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { calltrail } from '../kit/calltrail-process.ts'
import type { EndedCalltrail } from '../kit/calltrail-process.ts'
import {
  callPayload,
  postWebhook,
  signedHeaders,
  pipelineEnvironment,
  startPipeline,
  startVendors,
  tasksOf,
  vendorEnvironment,
  watchTopics,
} from '../kit/index.ts'
import type { EventWatch, Pipeline, Vendors, WatchedRecord } from '../kit/index.ts'
import { openOwnStack } from '../kit/own-stack.ts'
import type { OwnStack } from '../kit/own-stack.ts'

const minute = 60_000
const hour = 60 * minute
const webhookSecret = 'the-webhook-secret-of-this-test'
const owned = new AsyncDisposableStack()

/** The calls of the test began two hours ago. */
const beganAt = Date.now() - 2 * hour
const from = new Date(beganAt - hour).toISOString()

let stack: OwnStack
let vendors: Vendors
let pipeline: Pipeline
let watch: EventWatch
let folder: string

beforeAll(async () => {
  stack = owned.use(await openOwnStack())
  vendors = owned.use(await startVendors())
  folder = await mkdtemp(join(tmpdir(), 'calltrail-reconcile-'))
  owned.defer(() => rm(folder, { recursive: true, force: true }))
  watch = owned.use(
    await watchTopics(stack.kafka, [callsLogged.name, enricherTopics.deadLetters, sinkTopics.deadLetters]),
  )
  pipeline = owned.use(
    await startPipeline({
      ...pipelineEnvironment(stack, vendors, webhookSecret),
    }),
  )
  for (const [id, conversation] of Object.entries(conversations)) await putConversation(id, conversation)
}, 240_000)

afterAll(() => owned.disposeAsync())

const customer = { purpose: 'customer', attributes: { customer_tier: 'Premium' } } as const
const agent = (participantId: string, startSeconds = 10, endSeconds = 300) =>
  ({
    purpose: 'agent',
    participantId,
    userId: 'user-agent-1',
    queueId: 'queue-456',
    startSeconds,
    endSeconds,
  }) as const

const startTime = new Date(beganAt).toISOString()
const call = (...legs: CompactConversation['legs']): CompactConversation => ({
  startTime,
  durationSeconds: 300,
  legs: [customer, ...legs],
})

/** What Genesys knows of. The agents' participants are named after what becomes of their part. */
const conversations: Readonly<Record<string, CompactConversation>> = {
  sound: call(agent('logged')),
  transferred: call(agent('logged', 10, 100), { ...agent('lost', 100), userId: 'user-agent-2' }),
  lost: call(agent('lost')),
  abandoned: call(),
  refused: call(agent('dead')),
  'given-up': call(agent('dead')),
  stranger: call(agent('skipped')),
  flying: call(agent('flying')),
  unanswered: call({ ...agent('missed'), answerSeconds: null }, agent('logged')),
  'still-on': { ...call(agent('logged')), startTime: new Date().toISOString(), durationSeconds: 3_600 },
}

async function putConversation(id: string, conversation: CompactConversation): Promise<void> {
  await controlSimulator(vendors.genesysUrl).control('PUT', `/conversations/${id}`, conversation)
}

const about = (topic: string, eventId: string) => (record: WatchedRecord) =>
  record.topic === topic && headerText(record.message.headers, 'ce_id') === eventId

async function send(
  conversationId: string,
  participantId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const endTime = new Date(beganAt + 5 * minute).toISOString()
  const changes = {
    conversationId,
    participantId,
    startTime,
    endTime,
    durationSeconds: 300,
    recordingId: null,
    ...more,
  }
  const body = JSON.stringify(callPayload(changes))
  const answer = await postWebhook(pipeline.ingressUrl, body, signedHeaders(body, webhookSecret))
  expect(answer.status).toBe(202)
  return answer.body.eventId!
}

interface Line {
  readonly kind: string
  readonly eventId?: string
  readonly state?: string
}

async function reconcile(...options: string[]): Promise<EndedCalltrail & { readonly lines: Line[] }> {
  const args = ['reconcile', '--from', from, '--json', '--state', join(folder, 'state.json'), ...options]
  const ended = await calltrail(args, stack, {
    ...vendorEnvironment(vendors),
    INGRESS_URL: pipeline.ingressUrl,
    GENESYS_WEBHOOK_SECRET: webhookSecret,
  })
  const lines = ended.stdout === '' ? [] : ended.stdout.split('\n').map((line) => JSON.parse(line) as Line)
  return { ...ended, lines }
}

const statesIn = (lines: readonly Line[]) =>
  Object.fromEntries(lines.flatMap(({ eventId, state }) => (eventId && state ? [[eventId, state]] : [])))

const lostIds = ['transferred:lost', 'lost:lost', 'abandoned']
const salesforce = () => controlSimulator(vendors.salesforceUrl)
const heal = () => salesforce().control('DELETE', '/faults')

/** A call that breaks a rule of the org, when it is dead. */
async function refusedCall(conversationId: string): Promise<WatchedRecord> {
  const recordError = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No calls on Sundays.' }
  await salesforce().fail({ match: { object: 'Task' }, do: { recordError } })
  const dead = await watch.next(about(sinkTopics.deadLetters, await send(conversationId, 'dead')))
  await heal()
  return dead
}

it('prints exactly the calls that are not where they belong, each with what became of it', async () => {
  for (const conversationId of ['sound', 'transferred', 'unanswered']) {
    await watch.next(about(callsLogged.name, await send(conversationId, 'logged')))
  }
  const skipped = await send('stranger', 'skipped', { callerId: '+12025550199' })
  await watch.next(about(callsLogged.name, skipped))
  await refusedCall('given-up')
  await calltrail(['dead-letters', 'resolve', 'given-up:dead', '--reason', 'a test'], stack)
  const { partition, message } = await refusedCall('refused')
  await salesforce().fail({ match: { object: 'Task' }, do: { status: 503, body: [] } })
  await send('flying', 'flying')

  const { exitCode, lines, stderr } = await reconcile()
  expect(stderr).toBe('')
  expect(statesIn(lines)).toEqual({
    'transferred:lost': 'never-received',
    'lost:lost': 'never-received',
    abandoned: 'never-received',
    'refused:dead': 'dead-lettered',
    'flying:flying': 'in-flight',
  })
  expect(lines).toContainEqual(
    expect.objectContaining({
      eventId: 'refused:dead',
      handle: `sink-${partition}-${message.offset}`,
      code: 'SALESFORCE_RECORD_REJECTED',
    }),
  )
  expect(lines.at(-1)).toMatchObject({ kind: 'summary', conversations: 9, notThere: 5, sent: 0 })
  expect(exitCode).toBe(4)

  await heal()
  await watch.next(about(callsLogged.name, 'flying:flying'))
})

it('with --repair sends what was never received, which is logged, and leaves the dead letter', async () => {
  const { exitCode, lines } = await reconcile('--repair')
  expect(lines.at(-1)).toMatchObject({ kind: 'summary', sent: 3, refused: 0, notThere: 1 })
  expect(exitCode).toBe(4)
  for (const eventId of lostIds) await watch.next(about(callsLogged.name, eventId))
  const { exitCode: replayed } = await calltrail(['dead-letters', 'replay', '--all'], stack)
  expect(replayed).toBe(0)
  await watch.next(about(callsLogged.name, 'refused:dead'))
})

it('done again finds all calls, and has nothing to send', async () => {
  const { exitCode, lines } = await reconcile('--repair', '--salesforce', '--skipped')
  expect(statesIn(lines)).toEqual({ 'stranger:skipped': 'skipped' })
  expect(lines.at(-1)).toMatchObject({
    conversations: 9,
    verdicts: { logged: 8, skipped: 1, resolved: 1 },
    skipped: { UNKNOWN_CALLER: 1 },
    notThere: 0,
    sent: 0,
  })
  expect(exitCode).toBe(0)
})

it('every call was logged once, with what Genesys tells of it', async () => {
  for (const [conversationId, count] of Object.entries({
    transferred: 2,
    lost: 1,
    abandoned: 1,
    refused: 1,
  })) {
    expect(await tasksOf(vendors.salesforceUrl, conversationId)).toHaveLength(count)
  }
  const [task] = await tasksOf(vendors.salesforceUrl, 'lost')
  expect(task).toMatchObject({ Calltrail_Event_Id__c: 'lost:lost', WhoId: expect.stringMatching(/^003/) })
  expect(task!.Description).toContain('Agent Smith')
})

it('a Task that somebody deleted is found missing, when Salesforce is asked', async () => {
  const [task] = await tasksOf(vendors.salesforceUrl, 'sound')
  await deleteTask(task!.Id)
  expect((await reconcile()).exitCode).toBe(0)
  const { exitCode, lines } = await reconcile('--salesforce')
  expect(statesIn(lines)).toEqual({ 'sound:logged': 'task-gone' })
  expect(exitCode).toBe(4)
})

it('Ctrl-C ends it after the page under way, and says that not all was looked at', async () => {
  await controlSimulator(vendors.genesysUrl).control('DELETE', '/requests')
  await controlSimulator(vendors.genesysUrl).control('POST', '/faults', {
    latencyMs: { base: 500, perRecord: 0 },
  })
  const run = calltrail(
    ['reconcile', '--from', '3d', '--json', '--state', join(folder, 'other.json')],
    stack,
    {
      ...vendorEnvironment(vendors),
    },
  )
  await expect.poll(askedForPages, { timeout: 30_000 }).toBe(1)
  run.kill('SIGINT')
  const { exitCode, stdout } = await run
  expect(exitCode).toBe(130)
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'summary', interrupted: true, conversations: 0 })
  // A page is counted when it is answered: the next one may have been under way.
  expect(await askedForPages()).toBeLessThanOrEqual(2)
})

async function askedForPages(): Promise<number> {
  const requests = await controlSimulator(vendors.genesysUrl).requests()
  return requests.filter(({ url }) => url.endsWith('/details/query')).length
}

/** As a person does it. */
async function deleteTask(id: string): Promise<void> {
  const { SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET } = vendorEnvironment(vendors)
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: SALESFORCE_CLIENT_ID!,
    client_secret: SALESFORCE_CLIENT_SECRET!,
  })
  const login = await fetch(`${vendors.salesforceUrl}/services/oauth2/token`, { method: 'POST', body: form })
  const { access_token } = (await login.json()) as { access_token: string }
  const answer = await fetch(`${vendors.salesforceUrl}/services/data/v66.0/sobjects/Task/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${access_token}` },
  })
  expect(answer.status).toBe(204)
}
