/**
 * The whole of Calltrail on a stack of its own, with the monitor at its own pace and a Prometheus that looks every second; Salesforce can
 * be cut off.
 */
import type { Kafka } from 'kafkajs'
import { expect, vi } from 'vitest'
import { startTcpProxy } from '../faults/harness/tcp-proxy.ts'
import type { Way } from '../faults/harness/tcp-proxy.ts'
import { calltrail } from '../kit/calltrail-process.ts'
import type { EndedCalltrail } from '../kit/calltrail-process.ts'
import {
  callPayload,
  postWebhook,
  signedHeaders,
  startPipeline,
  startService,
  startVendors,
  tasksOf,
  pipelineEnvironment,
} from '../kit/index.ts'
import { openOwnStack } from '../kit/own-stack.ts'
import { startPrometheus } from '../kit/prometheus.ts'

export interface WatchedPipeline extends AsyncDisposable {
  readonly kafka: Kafka
  readonly wayToSalesforce: Way
  killSink(): Promise<void>
  /** Where it was before, so that Prometheus finds it. */
  startSinkAgain(): Promise<void>
  /** @returns the conversation's id */
  send(): Promise<string>
  /** Sends a call, and resolves once it stands in Salesforce. */
  aCallIsLogged(): Promise<void>
  /** Whether Prometheus has an answer: a comparison has none that is false. */
  asked(expression: string): Promise<boolean>
  run(...args: readonly string[]): Promise<EndedCalltrail>
}

const webhookSecret = 'the-webhook-secret-of-this-test'

/** Asks until it is so: what is looked at tells nobody. @param timeout in milliseconds */
export const sees = (what: string, holds: () => Promise<boolean>, timeout: number) =>
  vi.waitFor(async () => expect(await holds(), what).toBe(true), { timeout, interval: 250 })

/** For what is not promised to be quick. */
export const seesSoon = (what: string, holds: () => Promise<boolean>) => sees(what, holds, 60_000)

export async function openWatchedPipeline(): Promise<WatchedPipeline> {
  await using cleanUp = new AsyncDisposableStack()
  const stack = cleanUp.use(await openOwnStack())
  const vendors = cleanUp.use(await startVendors())
  const wayToSalesforce = cleanUp.use(await startTcpProxy(() => Number(new URL(vendors.salesforceUrl).port)))
  const environment = {
    ...pipelineEnvironment(
      stack,
      { ...vendors, salesforceUrl: `http://127.0.0.1:${wayToSalesforce.port}` },
      webhookSecret,
    ),
    FOLLOW_UP_DELAYS_MS: 'none',
    // Every call meets an outage of Salesforce, and its end is soon noticed.
    CONTACT_CACHE_SECONDS: '0',
    OUTAGE_MAX_PAUSE_MS: '2000',
  }
  const pipeline = cleanUp.use(await startPipeline(environment))
  const monitor = cleanUp.use(await startService('monitor', environment))
  const processes = [...Object.values(pipeline.services), monitor]
  const targets = processes.map(({ name, healthUrl }) => ({ service: name, url: `${healthUrl}/metrics` }))
  const prometheus = cleanUp.use(await startPrometheus({ targets, scrapeIntervalMs: 1_000 }))
  const owned = cleanUp.move()

  async function send(): Promise<string> {
    const payload = callPayload()
    const body = JSON.stringify(payload)
    const { status } = await postWebhook(pipeline.ingressUrl, body, signedHeaders(body, webhookSecret))
    expect(status).toBe(202)
    return String(payload['conversationId'])
  }

  return {
    kafka: stack.kafka,
    wayToSalesforce,
    async killSink() {
      const { sink } = pipeline.services
      sink.kill('SIGKILL')
      await sink.exited
    },
    async startSinkAgain() {
      const { port } = new URL(pipeline.services.sink.healthUrl)
      owned.use(await startService('sink', { ...environment, HEALTH_PORT: port }))
    },
    send,
    async aCallIsLogged() {
      const id = await send()
      await seesSoon('it is logged', async () => (await tasksOf(vendors.salesforceUrl, id)).length > 0)
    },
    asked: async (expression) => (await prometheus.query(expression)).length > 0,
    run: (...args) => calltrail(args, stack),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
