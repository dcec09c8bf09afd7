/**
 * What a logged call costs of the org's daily API allocation, by the simulator's own count, with a contact of its own for each call, so
 * that no cache helps. On a stack of its own: the backlog is all there is.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { headerText } from '@calltrail/runtime'
import { callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import { controlSimulator, toLongId } from '@calltrail/simulators'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  callPayload,
  postWebhook,
  signedHeaders,
  startService,
  startVendors,
  vendorEnvironment,
  watchTopics,
} from '../kit/index.ts'
import type { EventWatch, ServiceEnvironment, ServiceProcess, Vendors, WatchedRecord } from '../kit/index.ts'
import { openOwnStack } from '../kit/own-stack.ts'

const webhookSecret = 'the-webhook-secret-of-this-test'
const backlog = 2_400
const callsASecond = 50
const seconds = 10
/** About what Salesforce takes for a request of a few records. */
const latency = { base: 120, perRecord: 4 }

const owned = new AsyncDisposableStack()
let vendors: Vendors
let watch: EventWatch
let environment: ServiceEnvironment
let ingress: ServiceProcess

beforeAll(async () => {
  const { kafka, kafkaBrokers, schemaRegistryUrl } = owned.use(await openOwnStack())
  vendors = owned.use(await startVendors())
  watch = owned.use(
    await watchTopics(kafka, [callsLogged.name, enricherTopics.deadLetters, sinkTopics.deadLetters]),
  )
  environment = {
    ...vendorEnvironment(vendors),
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    GENESYS_WEBHOOK_SECRET: webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
  }
  ingress = owned.use(await startService('ingress', environment))
  await controlSimulator(vendors.salesforceUrl).control('POST', '/records/Contact', people)
}, 240_000)

beforeEach(() => controlSimulator(vendors.salesforceUrl).control('DELETE', '/requests'))
afterAll(() => owned.disposeAsync())

const people = Array.from({ length: backlog + callsASecond * seconds }, (_, index) => ({
  Id: toLongId(`003Ap${String(index).padStart(10, '0')}`),
  LastName: `Customer ${index}`,
  Phone: `(628) 555-${String(index).padStart(4, '0')}`,
}))

function numberOf(index: number): string {
  return `+1${people[index]!.Phone.replaceAll(/\D/g, '')}`
}

async function send(index: number, run: string): Promise<void> {
  const body = JSON.stringify(
    callPayload({
      conversationId: `${run}-${index}`,
      callerId: numberOf(index),
      recordingId: null,
      attributes: {},
    }),
  )
  const { status } = await postWebhook(ingress.url!, body, signedHeaders(body, webhookSecret))
  expect(status).toBe(202)
}

/** Requests of the API so far: the request for a token is none. */
async function apiRequests(): Promise<number> {
  const { byKind } = (await controlSimulator(vendors.salesforceUrl).control('GET', '/requests')) as {
    byKind: Record<string, number>
  }
  return Object.entries(byKind).reduce((sum, [kind, count]) => (kind === 'token' ? sum : sum + count), 0)
}

const of =
  (run: string) =>
  ({ message }: WatchedRecord) =>
    headerText(message.headers, 'ce_id')!.startsWith(`${run}-`)

it(`a backlog of ${backlog} calls costs at most 0.02 requests a call`, { timeout: 90_000 }, async () => {
  for (let sent = 0; sent < backlog; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => send(sent + index, 'backlog')))
  }
  await controlSimulator(vendors.salesforceUrl).control('POST', '/faults', { latencyMs: latency })
  const stages = await Promise.all(
    (['enricher', 'sink'] as const).map((name) => startService(name, environment)),
  )
  for (const stage of stages) owned.use(stage)

  const outcomes = await watch.many(backlog, of('backlog'))
  expect(new Set(outcomes.map(({ topic }) => topic))).toEqual(new Set([callsLogged.name]))
  expect((await apiRequests()) / backlog).toBeLessThanOrEqual(0.02)
})

it(`${callsASecond} calls a second cost at most 0.15 requests a call`, { timeout: 90_000 }, async () => {
  const calls = callsASecond * seconds
  const begun = performance.now()
  const sending: Promise<void>[] = []
  for (let index = 0; index < calls; index++) {
    sending.push(send(backlog + index, 'steady'))
    const due = begun + ((index + 1) * 1_000) / callsASecond
    await sleep(Math.max(0, due - performance.now()))
  }
  await Promise.all(sending)
  await watch.many(calls, of('steady'))
  // A machine that is too slow for them takes longer, which is not what is measured.
  const passedSeconds = (performance.now() - begun) / 1_000
  expect((await apiRequests()) / (callsASecond * passedSeconds)).toBeLessThanOrEqual(0.15)
})
