/**
 * Calls that fail for good until somebody does something about it, on a stack of their own: the dead letters of this pipeline are all
 * there are, so their number can be told.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectProducer, headerText } from '@calltrail/runtime'
import { callsEnded, callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { calltrail } from '../kit/calltrail-process.ts'
import {
  callPayload,
  endedCall,
  postWebhook,
  signedHeaders,
  startPipeline,
  startVendors,
  tasksOf,
  pipelineEnvironment,
  watchTopics,
} from '../kit/index.ts'
import type { EventWatch, Pipeline, Vendors, WatchedRecord } from '../kit/index.ts'
import { openOwnStack } from '../kit/own-stack.ts'
import type { OwnStack } from '../kit/own-stack.ts'

const webhookSecret = 'the-webhook-secret-of-this-test'
const owned = new AsyncDisposableStack()

let stack: OwnStack
let vendors: Vendors
let pipeline: Pipeline
let watch: EventWatch

beforeAll(async () => {
  stack = owned.use(await openOwnStack())
  const { kafka } = stack
  vendors = owned.use(await startVendors())
  watch = owned.use(
    await watchTopics(kafka, [callsLogged.name, enricherTopics.deadLetters, sinkTopics.deadLetters]),
  )
  pipeline = owned.use(
    await startPipeline({
      ...pipelineEnvironment(stack, vendors, webhookSecret),
    }),
  )
}, 240_000)

afterAll(() => owned.disposeAsync())

const run = (...args: string[]) => calltrail(['dead-letters', ...args], stack)

const about = (topic: string, eventId: string) => (record: WatchedRecord) =>
  record.topic === topic && headerText(record.message.headers, 'ce_id') === eventId

async function openDeadLetters(): Promise<number> {
  const { stdout } = await run('list', '--json')
  return (JSON.parse(stdout) as { open: number }).open
}

/** Sends a call that breaks a rule of the org, and waits until it is dead. */
async function refusedCall(): Promise<string> {
  const recordError = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No calls on Sundays.' }
  await controlSimulator(vendors.salesforceUrl).fail({ match: { object: 'Task' }, do: { recordError } })
  const body = JSON.stringify(callPayload())
  const answer = await postWebhook(pipeline.ingressUrl, body, signedHeaders(body, webhookSecret))
  const eventId = answer.body.eventId!
  await watch.next(about(sinkTopics.deadLetters, eventId))
  return eventId
}

/** The administrator takes the rule away. */
async function allowEverything(): Promise<void> {
  await controlSimulator(vendors.salesforceUrl).control('DELETE', '/faults')
}

/** The event ids of the calls that were logged in the end. */
const logged: string[] = []

async function expectLogged(eventId: string): Promise<void> {
  const { message } = await watch.next(about(callsLogged.name, eventId))
  expect(await stack.registry.decode(message.value!)).toMatchObject({ eventId, result: 'CREATED' })
  logged.push(eventId)
}

it('a call that the org refuses is a dead letter, and is logged when it is replayed after the rule is gone', async () => {
  const eventId = await refusedCall()
  expect(await openDeadLetters()).toBe(1)
  const { stdout } = await run('show', eventId)
  expect(stdout).toContain('Reason       SALESFORCE_RECORD_REJECTED: ')
  expect(stdout).toContain('FIELD_CUSTOM_VALIDATION_EXCEPTION')

  await allowEverything()
  expect(await run('replay', eventId)).toMatchObject({ exitCode: 0, stdout: 'Replayed 1 dead letter.' })
  await expectLogged(eventId)
  expect(await openDeadLetters()).toBe(0)
  expect(await run('replay', eventId)).toMatchObject({ exitCode: 3 })
})

it('a call whose cause is still there is dead again after its replay, open once, and logged by the next one', async () => {
  const eventId = await refusedCall()
  await run('replay', eventId)
  const [, again] = await watch.many(2, about(sinkTopics.deadLetters, eventId))
  expect(headerText(again!.message.headers, 'calltrail-replayed')).toBe('1')
  expect(await openDeadLetters()).toBe(1)

  await allowEverything()
  expect(await run('replay', '--all')).toMatchObject({ exitCode: 0, stdout: 'Replayed 1 dead letter.' })
  await expectLogged(eventId)
})

it('poison that is given a payload becomes a call, and is logged once', async () => {
  await using producer = await connectProducer(stack.kafka)
  const poisonId = 'poison-of-a-stranger'
  const headers = { ce_id: poisonId }
  await producer.send({ topic: callsEnded.name, messages: [{ key: 'poison', value: 'poison', headers }] })
  const { partition, message } = await watch.next(about(enricherTopics.deadLetters, poisonId))
  const handle = `enricher-${partition}-${message.offset}`

  const folder = await mkdtemp(join(tmpdir(), 'calltrail-payload-'))
  owned.defer(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'payload.json')
  const call = endedCall({ eventId: poisonId, recordingId: null, attributes: {} })
  await writeFile(path, JSON.stringify(call))
  expect(await run('replay', handle, '--payload', path)).toMatchObject({ exitCode: 0 })
  await expectLogged(poisonId)
})

it('none of them was logged twice, and none is open', async () => {
  expect(logged).toHaveLength(3)
  for (const eventId of logged) {
    expect(watch.records.filter(about(callsLogged.name, eventId))).toHaveLength(1)
    expect(await tasksOf(vendors.salesforceUrl, eventId)).toHaveLength(1)
  }
  expect(await openDeadLetters()).toBe(0)
})
