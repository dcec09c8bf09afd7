/**
 * What the processes really tell: all that the catalogue promises, and nothing about a single call or person.
 */
import { metricCatalogue, prometheusName } from '@calltrail/runtime'
import type { MetricName } from '@calltrail/runtime'
import { callsEnded, callsLogged, sinkTopics } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import { headerText } from '@calltrail/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
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
import { openOwnStack } from '../kit/own-stack.ts'

const webhookSecret = 'the-webhook-secret-of-this-test'
const owned = new AsyncDisposableStack()
/** By service, after some of everything has happened. */
const pages = new Map<string, string>()
const conversationIds: string[] = []

beforeAll(async () => {
  const stack = owned.use(await openOwnStack())
  const vendors = owned.use(await startVendors())
  const watch = owned.use(await watchTopics(stack.kafka, [callsLogged.name, sinkTopics.deadLetters]))
  const env = {
    ...pipelineEnvironment(stack, vendors, webhookSecret),
    RETRY_DELAYS_MS: '100,100,100',
    MONITOR_INTERVAL_MS: '1000',
  }
  const pipeline = owned.use(await startPipeline(env))
  const monitor = owned.use(await startService('monitor', env))

  async function send(payload: Record<string, unknown>, secret = webhookSecret): Promise<string> {
    const body = JSON.stringify(payload)
    conversationIds.push(String(payload['conversationId']))
    const answer = await postWebhook(pipeline.ingressUrl, body, signedHeaders(body, secret))
    return answer.body.eventId ?? ''
  }
  const seen = (topic: string, eventId: string) =>
    watch.next((record) => record.topic === topic && headerText(record.message.headers, 'ce_id') === eventId)

  await seen(callsLogged.name, await send(callPayload()))
  await seen(callsLogged.name, await send(callPayload({ callerId: '+4930901820' })))
  await send(callPayload(), 'a wrong secret')
  await send(callPayload({ conversationType: 'chat' }))
  const refusals = controlSimulator(vendors.salesforceUrl)
  const recordError = (statusCode: string) => ({
    match: { object: 'Task' },
    do: { recordError: { statusCode, message: 'no' } },
  })
  await refusals.fail({ ...recordError('UNABLE_TO_LOCK_ROW'), times: 1 })
  await seen(callsLogged.name, await send(callPayload()))
  await refusals.fail(recordError('FIELD_CUSTOM_VALIDATION_EXCEPTION'))
  await seen(sinkTopics.deadLetters, await send(callPayload()))
  await refusals.control('DELETE', '/faults')
  await seen(callsLogged.name, await send(callPayload()))

  for (const { name, healthUrl } of [...Object.values(pipeline.services), monitor]) {
    const answer = await fetch(`${healthUrl}/metrics`)
    pages.set(name, await answer.text())
  }
}, 240_000)

afterAll(() => owned.disposeAsync())

function everything(): string {
  return [...pages.values()].join('\n')
}

it.each(Object.keys(metricCatalogue) as MetricName[])('%s is told', (name) => {
  const shown = prometheusName(name)
  const suffix = metricCatalogue[name].kind === 'histogram' ? '_bucket' : ''
  expect(everything()).toMatch(new RegExp(`^${shown}${suffix}(\\{| )`, 'm'))
})

it.each(['nodejs_eventloop_delay_p99', 'nodejs_eventloop_utilization', 'v8js_memory_heap_used'])(
  '%s is told by every service',
  (name) => {
    for (const [service, page] of pages) expect(page, service).toMatch(new RegExp(`^${name}(\\{| )`, 'm'))
  },
)

it('no label is about a single call, a person or a secret', () => {
  expect(conversationIds.length).toBeGreaterThan(4)
  for (const id of [...conversationIds, '15551234567', '4930901820', 'John', webhookSecret])
    expect(everything()).not.toContain(id)
})

it('accepted calls are logged, skipped or dead-lettered, and the numbers say so', () => {
  const sum = (name: string, ...labels: string[]) =>
    everything()
      .split('\n')
      .filter((line) => line.startsWith(name) && labels.every((label) => line.includes(label)))
      .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0)
  const accepted = sum('calltrail_accepted_events_total', 'status="accepted"')
  const logged = sum('calltrail_logged_calls_total')
  const skipped = sum('calltrail_skipped_calls_total')
  expect(accepted).toBe(5)
  expect(logged + skipped + sum('calltrail_dead_letters_total')).toBe(accepted)
  expect(sum('calltrail_dead_letters_total', 'SALESFORCE_RECORD_REJECTED')).toBe(1)
  expect(sum('calltrail_retries_total', 'SALESFORCE_ROW_LOCKED')).toBe(1)
  expect(sum('messaging_client_sent_messages_total', callsEnded.name)).toBe(accepted)
})
