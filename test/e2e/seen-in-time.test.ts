/**
 * Within 30 seconds each of three faults is to be seen in `calltrail health`, in the metrics, and in what an alert asks Prometheus: with
 * the monitor's own pace, on a stack of its own.
 */
import { isDeepStrictEqual } from 'node:util'
import { connectProducer } from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expressionOf } from '../drill/harness/rules.ts'
import type { AlertName } from '../drill/harness/rules.ts'
import { startTcpProxy } from '../faults/harness/tcp-proxy.ts'
import type { TcpProxy } from '../faults/harness/tcp-proxy.ts'
import { calltrail } from '../kit/calltrail-process.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'
import {
  callPayload,
  postWebhook,
  signedHeaders,
  startPipeline,
  startService,
  startVendors,
  tasksOf,
  vendorEnvironment,
} from '../kit/index.ts'
import type { Pipeline, ServiceEnvironment, Vendors } from '../kit/index.ts'
import { openOwnStack } from '../kit/own-stack.ts'
import type { OwnStack } from '../kit/own-stack.ts'
import { startPrometheus } from '../kit/prometheus.ts'
import type { Prometheus } from '../kit/prometheus.ts'

const webhookSecret = 'the-webhook-secret-of-this-test'
const promisedMs = 30_000
const owned = new AsyncDisposableStack()

let stack: OwnStack
let vendors: Vendors
let wayToSalesforce: TcpProxy
let environment: ServiceEnvironment
let pipeline: Pipeline
let prometheus: Prometheus

beforeAll(async () => {
  stack = owned.use(await openOwnStack())
  vendors = owned.use(await startVendors())
  wayToSalesforce = owned.use(await startTcpProxy(() => Number(new URL(vendors.salesforceUrl).port)))
  environment = {
    ...vendorEnvironment({ ...vendors, salesforceUrl: `http://127.0.0.1:${wayToSalesforce.port}` }),
    KAFKA_BROKERS: stack.kafkaBrokers,
    SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
    GENESYS_WEBHOOK_SECRET: webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    FOLLOW_UP_DELAYS_MS: 'none',
    // An outage of Salesforce is met by every call, and is soon over when it is over.
    CONTACT_CACHE_SECONDS: '0',
    OUTAGE_MAX_PAUSE_MS: '2000',
  }
  pipeline = owned.use(await startPipeline(environment))
  const monitor = owned.use(await startService('monitor', environment))
  prometheus = owned.use(
    await startPrometheus({
      targets: [...Object.values(pipeline.services), monitor].map(({ name, healthUrl }) => ({
        service: name,
        url: `${healthUrl}/metrics`,
      })),
      scrapeIntervalMs: 1_000,
    }),
  )
  await aCallIsLogged()
  await soon(() => asked('count(up == 1) == 4'))
  await soon(() => asked('sum(calltrail_consumer_lag_records) == 0'))
}, toolTimeoutMs)

afterAll(() => owned.disposeAsync())

async function send(): Promise<string> {
  const payload = callPayload()
  const body = JSON.stringify(payload)
  const { status } = await postWebhook(pipeline.ingressUrl, body, signedHeaders(body, webhookSecret))
  expect(status).toBe(202)
  return String(payload['conversationId'])
}

async function aCallIsLogged(): Promise<void> {
  const conversationId = await send()
  await soon(async () => (await tasksOf(vendors.salesforceUrl, conversationId)).length > 0)
}

/** For what is not promised to be quick. */
const soon = (holds: () => Promise<boolean>) =>
  expect.poll(holds, { timeout: 60_000, interval: 250 }).toBe(true)

/** Whether Prometheus has an answer: a comparison has none that is false. */
async function asked(expression: string): Promise<boolean> {
  return (await prometheus.query(expression)).length > 0
}

interface Health {
  readonly exitCode: number | undefined
  readonly alerts: readonly string[]
}

async function health(): Promise<Health> {
  const { exitCode, stdout } = await calltrail(['health', '--json'], stack)
  const { alerts } = JSON.parse(stdout) as { alerts: readonly { readonly code: string }[] }
  return { exitCode, alerts: alerts.map(({ code }) => code) }
}

const quiet: Health = { exitCode: 0, alerts: [] }

const isHealthy = async () => isDeepStrictEqual(await health(), quiet)

/** By what a fault is to be seen. */
interface Signs {
  /** Of `calltrail health`. */
  readonly code: string
  /** Asks the metrics for the fault itself. */
  readonly metrics: string
  readonly alert: AlertName
}

async function expectQuiet({ metrics, alert }: Signs): Promise<void> {
  expect(await health()).toEqual(quiet)
  expect(await asked(metrics)).toBe(false)
  expect(await asked(expressionOf(alert))).toBe(false)
}

/** Brings the fault about, and measures when each sign is seen. */
async function expectSeenInTime(signs: Signs, bringAbout: () => Promise<void>): Promise<void> {
  const { code, metrics, alert } = signs
  await expectQuiet(signs)
  const broken = performance.now()
  await bringAbout()
  const seen = async (what: string, isSeen: () => Promise<boolean>) => {
    const timeout = promisedMs - (performance.now() - broken)
    await expect.poll(isSeen, { timeout, interval: 250, message: what }).toBe(true)
    return performance.now() - broken
  }
  const isInHealth = async () => {
    const { exitCode, alerts } = await health()
    return exitCode === 4 && alerts.includes(code)
  }
  const afterMs = await Promise.all([
    seen(`health says ${code}`, isInHealth),
    seen(`the metrics say ${metrics}`, () => asked(metrics)),
    seen(`${alert.alert} is true`, () => asked(expressionOf(alert))),
  ])
  for (const ms of afterMs) expect(ms).toBeLessThan(promisedMs)
}

it('a sink that is killed is seen', async () => {
  const { sink } = pipeline.services
  await expectSeenInTime(
    {
      code: 'STAGE_GONE',
      metrics: 'sum(calltrail_consumer_lag_records{stage="sink"}) > 0',
      alert: { alert: 'CalltrailServiceDown', severity: 'page' },
    },
    async () => {
      sink.kill('SIGKILL')
      await sink.exited
      await send()
    },
  )
  const { port } = new URL(sink.healthUrl)
  owned.use(await startService('sink', { ...environment, HEALTH_PORT: port }))
  await aCallIsLogged()
  await soon(isHealthy)
})

it('a Salesforce that is stopped is seen', async () => {
  await expectSeenInTime(
    {
      code: 'STAGE_LATE',
      metrics: 'sum(calltrail_consumer_lag_seconds{stage="enricher"}) > 0',
      alert: { alert: 'CalltrailCircuitOpen', severity: 'page' },
    },
    async () => {
      await wayToSalesforce.set({ kind: 'refuse' })
      await send()
    },
  )
  await wayToSalesforce.set({ kind: 'pass' })
  await aCallIsLogged()
  await soon(isHealthy)
})

it('poison is seen', async () => {
  await using producer = await connectProducer(stack.kafka)
  await expectSeenInTime(
    {
      code: 'FAILURE_RATE',
      metrics: 'sum(calltrail_dead_letters_open) > 0',
      alert: { alert: 'CalltrailDeadLettersGrow', severity: 'ticket' },
    },
    async () =>
      void (await producer.send({ topic: callsEnded.name, messages: [{ key: 'poison', value: 'poison' }] })),
  )
  const resolving = await calltrail(['dead-letters', 'resolve', '--all', '--reason', 'a test'], stack)
  expect(resolving.exitCode, resolving.stderr).toBe(0)
  await soon(isHealthy)
})
