import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectKafka, connectRegistry, headerText, openEventReader } from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import { pino } from 'pino'
import { expect, inject, onTestFinished, test } from 'vitest'
import { callPayload } from '../kit/calls.ts'
import { watchTopics } from '../kit/event-watch.ts'
import { launchService, ServiceNotStarted, startService } from '../kit/service-process.ts'
import type { ServiceProcess } from '../kit/service-process.ts'
import { postWebhook, signedHeaders } from '../kit/webhook.ts'
import { startBrokerProxy } from './broker-proxy.ts'

const secret = 'test webhook secret'
const { kafkaBrokers, schemaRegistryUrl } = inject('stack')
const unreachable = '127.0.0.1:1'

function spoolDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-spool-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

const ingressEnvironment = (env: Record<string, string>) => ({
  KAFKA_BROKERS: kafkaBrokers,
  SCHEMA_REGISTRY_URL: schemaRegistryUrl,
  GENESYS_WEBHOOK_SECRET: secret,
  HOST: '127.0.0.1',
  PORT: '0',
  PUBLISH_TIMEOUT_MS: '500',
  ...env,
})

async function startIngress(env: Record<string, string> = {}) {
  const ingress = await startService('ingress', ingressEnvironment(env))
  onTestFinished(() => ingress[Symbol.asyncDispose]())
  return ingress
}

function send(ingress: ServiceProcess, payload: object, headers: Record<string, string> = {}) {
  const body = JSON.stringify(payload)
  return postWebhook(ingress.url!, body, { ...signedHeaders(body, secret), ...headers })
}

async function statusesOf(ingress: ServiceProcess, payloads: readonly object[]): Promise<string[]> {
  const statuses: string[] = []
  for (const payload of payloads) statuses.push((await send(ingress, payload)).body.status as string)
  return statuses
}

/** As many revisions, one after the other, of each of some conversations. */
function conversations(count: number, revisions: number) {
  const ids = Array.from({ length: count }, () => `conversation-${randomUUID()}`)
  const payloads = Array.from({ length: revisions }, (_, revision) =>
    ids.map((conversationId) => callPayload({ conversationId, attributes: { notes: String(revision) } })),
  ).flat()
  return { ids, payloads }
}

/** What is on the topic of these conversations, once that is as many events as `count`, copies aside. */
async function eventsOf(ids: readonly string[], count: number) {
  const kafka = connectKafka({ kafkaBrokers: kafkaBrokers.split(',') }, 'test', pino({ level: 'silent' }))
  const watch = await watchTopics(kafka, [callsEnded.name])
  onTestFinished(() => watch[Symbol.asyncDispose]())
  const records = () => watch.records.filter(({ message }) => ids.includes(message.key?.toString() ?? ''))
  const distinct = () => new Set(records().map(({ message }) => message.value?.toString('latin1')))
  await expect.poll(() => distinct().size, { timeout: 30_000 }).toBe(count)
  const reader = openEventReader(connectRegistry({ schemaRegistryUrl }), callsEnded)
  return Promise.all(
    records().map(async ({ message }) => ({
      event: await reader.decode(message.value),
      traceparent: headerText(message.headers, 'traceparent'),
    })),
  )
}

function notesByConversation(events: Awaited<ReturnType<typeof eventsOf>>): Record<string, string[]> {
  const notes: Record<string, string[]> = {}
  for (const { event } of events) (notes[event.conversationId] ??= []).push(event.attributes['notes']!)
  return notes
}

const linesWith = (ingress: ServiceProcess, text: string) =>
  ingress.output.filter((line) => line.includes(text))

async function depthOf({ healthUrl }: ServiceProcess): Promise<{ events: number; bytes: number }> {
  const page = (await (await fetch(`${healthUrl}/health/ready`)).json()) as {
    spool: { events: number; bytes: number }
  }
  return page.spool
}

test('what is spooled while Kafka is away survives kill -9, and is on the topic after the next start, in order, as received', async () => {
  const SPOOL_DIRECTORY = spoolDirectory()
  const { ids, payloads } = conversations(5, 20)
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const killed = await startIngress({ KAFKA_BROKERS: unreachable, SPOOL_DIRECTORY })
  for (const payload of payloads) {
    expect(await send(killed, payload, { traceparent })).toMatchObject({
      status: 202,
      body: { status: 'spooled' },
    })
  }
  expect((await send(killed, payloads[0]!)).body.status).toBe('duplicate')
  expect(await depthOf(killed)).toMatchObject({ events: 100 })
  killed.kill('SIGKILL')
  await killed.exited
  const killedAt = Date.now()

  // Long enough for the first connection: a send that is given up may be a copy.
  const ingress = await startIngress({ SPOOL_DIRECTORY, PUBLISH_TIMEOUT_MS: '10000' })
  const events = await eventsOf(ids, 100)
  const inOrder = Array.from({ length: 20 }, (_, revision) => String(revision))
  expect(notesByConversation(events)).toEqual(Object.fromEntries(ids.map((id) => [id, inOrder])))
  for (const { event, traceparent: carried } of events) {
    expect(event.receivedAt).toBeLessThan(killedAt)
    expect(carried).toBe(traceparent)
  }
  await expect.poll(() => depthOf(ingress)).toEqual({ events: 0, bytes: 0, setAsideEvents: 0 })
  await expect.poll(async () => (await send(ingress, callPayload())).body.status).toBe('accepted')
  const metrics = await (await fetch(`${ingress.healthUrl}/metrics`)).text()
  expect(metrics).toMatch(/^calltrail_spool_events(\{.*\})? 0\b/m)
  expect(metrics).toMatch(/^calltrail_spool_bytes(\{.*\})? 0\b/m)
  expect(metrics).toMatch(/^calltrail_spool_set_aside_events(\{.*\})? 0\b/m)
})

test('when Kafka hangs, one answer waits for the deadline and the others are quick; afterwards all goes on by itself', async () => {
  const proxy = await startBrokerProxy(kafkaBrokers)
  const ingress = await startIngress({ KAFKA_BROKERS: proxy.address })
  const before = conversations(1, 1)
  await expect.poll(() => send(ingress, before.payloads[0]!)).toMatchObject({ status: 202 })
  await expect.poll(async () => (await send(ingress, callPayload())).body.status).toBe('accepted')

  proxy.freeze()
  const { ids, payloads } = conversations(10, 20)
  const first = await send(ingress, payloads[0]!)
  expect(first.body.status).toBe('spooled')
  const frozenAt = performance.now()
  expect(new Set(await statusesOf(ingress, payloads.slice(1)))).toEqual(new Set(['spooled']))
  expect((performance.now() - frozenAt) / payloads.length).toBeLessThan(100)

  proxy.thaw()
  await expect.poll(() => depthOf(ingress), { timeout: 50_000 }).toMatchObject({ events: 0 })
  await expect.poll(async () => (await send(ingress, callPayload())).body.status).toBe('accepted')
  const notes = notesByConversation(await eventsOf(ids, payloads.length))
  const inOrder = Array.from({ length: 20 }, (_, revision) => String(revision))
  // The enricher drops copies; a send that was given up may still arrive, and be the first of two.
  for (const id of ids) expect([...new Set(notes[id])]).toEqual(inOrder)
  expect(linesWith(ingress, 'Kafka does not take events')).toHaveLength(1)
  expect(linesWith(ingress, 'the spool is drained')).toHaveLength(1)
})

test('without the schema registry events are spooled too', async () => {
  const ingress = await startIngress({ SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1' })
  expect((await send(ingress, callPayload())).body.status).toBe('spooled')
})

test('with a schema registry that hangs it starts at once, and events are spooled', async () => {
  const registry = await startRegistry(() => {})
  const startedAt = performance.now()
  const ingress = await startIngress({ SCHEMA_REGISTRY_URL: registry.url })
  // It takes 10 s to give the registry up.
  expect(performance.now() - startedAt).toBeLessThan(6_000)
  expect((await send(ingress, callPayload())).body.status).toBe('spooled')
  expect(registry.wasAsked()).toBe(true)
})

test.each([
  ['from the start', 0],
  ['once it can say so', 1],
])(
  'a registry that does not have the schema, %s, ends it with exit code 1 and says so',
  async (_, outages) => {
    let asked = 0
    const registry = await startRegistry((response) => {
      asked += 1
      const isAway = asked <= outages
      response.writeHead(isAway ? 503 : 404, { 'content-type': 'application/json' })
      response.end(isAway ? '{}' : JSON.stringify({ error_code: 40_403, message: 'Schema not found' }))
    })
    const ingress = launchService('ingress', ingressEnvironment({ SCHEMA_REGISTRY_URL: registry.url }))
    onTestFinished(() => ingress[Symbol.asyncDispose]())
    if (outages > 0) {
      const ready = await ingress.ready()
      await send(ready, callPayload()).catch(() => 'ended')
    }
    expect(await ingress.exited).toBe(1)
    expect(ingress.output.join('\n')).toContain(
      "the registry does not have this build's schema under calls.ended.v1-value",
    )
  },
)

/** A registry that answers as told, or not at all. */
async function startRegistry(answer: (response: ServerResponse) => void) {
  let wasAsked = false
  const server = createServer((_request, response) => {
    wasAsked = true
    answer(response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    wasAsked: () => wasAsked,
  }
}

test('at SIGTERM what is not drained stays, and the exit code is 0', async () => {
  const SPOOL_DIRECTORY = spoolDirectory()
  const { ids, payloads } = conversations(1, 3)
  const stopped = await startIngress({ KAFKA_BROKERS: unreachable, SPOOL_DIRECTORY })
  await statusesOf(stopped, payloads)
  stopped.kill('SIGTERM')
  expect(await stopped.exited).toBe(0)
  await startIngress({ SPOOL_DIRECTORY, PUBLISH_TIMEOUT_MS: '10000' })
  expect(notesByConversation(await eventsOf(ids, 3))).toEqual({ [ids[0]!]: ['0', '1', '2'] })
})

test('at SIGTERM while Kafka hangs it ends in time with exit code 0, says what it left open, and all that was taken is kept', async () => {
  const SPOOL_DIRECTORY = spoolDirectory()
  const proxy = await startBrokerProxy(kafkaBrokers)
  const stopped = await startIngress({ KAFKA_BROKERS: proxy.address, SPOOL_DIRECTORY })
  await expect.poll(async () => (await send(stopped, callPayload())).body.status).toBe('accepted')
  const { ids, payloads } = conversations(5, 3)
  await statusesOf(stopped, payloads.slice(0, 5))
  proxy.freeze()
  expect(await statusesOf(stopped, payloads.slice(5, -1))).toEqual(Array(9).fill('spooled'))
  const underWay = send(stopped, payloads.at(-1)!)
  await expect.poll(() => depthOf(stopped)).toMatchObject({ events: 10 })

  const stoppedAt = performance.now()
  stopped.kill('SIGTERM')
  expect(await stopped.exited).toBe(0)
  expect(performance.now() - stoppedAt).toBeLessThan(14_000)
  expect((await underWay).status).toBe(202)
  expect(linesWith(stopped, 'left open').map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 'warn', resource: 'Kafka producer' },
  ])

  await startIngress({ SPOOL_DIRECTORY })
  const notes = notesByConversation(await eventsOf(ids, payloads.length))
  for (const id of ids) expect([...new Set(notes[id])]).toEqual(['0', '1', '2'])
})

test('when the spool is full too, the answer is 503 with Retry-After', async () => {
  const ingress = await startIngress({ KAFKA_BROKERS: unreachable, SPOOL_MAX_BYTES: '1048576' })
  const large = () => callPayload({ attributes: { notes: 'x'.repeat(30_000) } })
  let answer = await rawAnswer(ingress, large())
  let spooled = 0
  for (; answer.status === 202; answer = await rawAnswer(ingress, large())) spooled += 1
  expect(spooled).toBeGreaterThan(10)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('5')
  expect((await depthOf(ingress)).events).toBe(spooled)
})

test('an event too many at once is answered with 429 and Retry-After, and taken later', async () => {
  const ingress = await startIngress({ KAFKA_BROKERS: unreachable, WEBHOOK_MAX_UNDER_WAY: '1' })
  const payloads = [callPayload(), callPayload(), callPayload()]
  const answers = await Promise.all(payloads.map((payload) => rawAnswer(ingress, payload)))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 429, 429])
  const refused = answers.findIndex(({ status }) => status === 429)
  expect(answers[refused]!.headers.get('retry-after')).toBe('1')
  expect((await send(ingress, payloads[refused]!)).status).toBe(202)
})

test('a second ingress on the same directory does not start, and says why', async () => {
  const SPOOL_DIRECTORY = spoolDirectory()
  await startIngress({ SPOOL_DIRECTORY })
  const second = await startIngress({ SPOOL_DIRECTORY }).catch((error: unknown) => error)
  expect(second).toBeInstanceOf(ServiceNotStarted)
  const { message } = second as ServiceNotStarted
  expect(message).toContain('ended (1)')
  expect(message).toContain(`- SPOOL_DIRECTORY ${SPOOL_DIRECTORY} is in use by another ingress.`)
})

function rawAnswer(ingress: ServiceProcess, payload: object): Promise<Response> {
  const body = JSON.stringify(payload)
  return fetch(`${ingress.url}/webhook/call-ended`, {
    method: 'POST',
    headers: signedHeaders(body, secret),
    body,
  })
}
