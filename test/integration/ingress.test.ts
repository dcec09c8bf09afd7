import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { provision } from '@calltrail/provision'
import { connectKafka, connectRegistry, headerText, openEventReader } from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import { pino } from 'pino'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { callPayload } from '../kit/calls.ts'
import { watchTopics } from '../kit/event-watch.ts'
import type { EventWatch } from '../kit/event-watch.ts'
import { ServiceNotStarted, startService } from '../kit/service-process.ts'
import { postWebhook, signedHeaders } from '../kit/webhook.ts'
import { withStack } from './stack-addresses.ts'
import type { StackAddresses } from './stack-addresses.ts'

const secret = 'test webhook secret'

let addresses: StackAddresses
withStack((given) => {
  addresses = given
})
beforeAll(async () => {
  await provision({ kafka: kafka(), schemaRegistryUrl: addresses.SCHEMA_REGISTRY_URL })
})

function kafka() {
  return connectKafka({ kafkaBrokers: addresses.KAFKA_BROKERS.split(',') }, 'test', pino({ level: 'silent' }))
}

async function startIngress(env: Record<string, string> = {}) {
  const ingress = await startService('ingress', {
    ...addresses,
    GENESYS_WEBHOOK_SECRET: `retired,${secret}`,
    HOST: '127.0.0.1',
    PORT: '0',
    ...env,
  })
  onTestFinished(() => ingress[Symbol.asyncDispose]())
  return ingress
}

async function watchEnded(): Promise<EventWatch> {
  const watch = await watchTopics(kafka(), [callsEnded.name])
  onTestFinished(() => watch[Symbol.asyncDispose]())
  return watch
}

function send(url: string | undefined, payload: object, headers: Record<string, string> = {}) {
  const body = JSON.stringify(payload)
  return postWebhook(url!, body, { ...signedHeaders(body, secret), ...headers })
}

const recordsOf = (watch: EventWatch, conversationId: unknown) =>
  watch.records.filter(({ message }) => message.key?.toString() === conversationId)

test('after the 202 the event is in the topic: keyed, with CloudEvents headers, in the registry’s wire format', async () => {
  const ingress = await startIngress()
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const payload = callPayload()
  const { conversationId } = payload
  const eventId = `${String(conversationId)}:user-agent-1`

  const answer = await send(ingress.url, payload, { traceparent })
  expect(answer).toEqual({ status: 202, body: { eventId, status: 'accepted' } })

  const watch = await watchEnded()
  const { message } = await watch.next(({ message }) => message.key?.toString() === conversationId)
  expect(headerText(message.headers, 'ce_id')).toBe(eventId)
  expect(headerText(message.headers, 'ce_type')).toBe('calls.ended.v1')
  expect(headerText(message.headers, 'ce_source')).toBe('/calltrail/ingress')
  expect(headerText(message.headers, 'ce_specversion')).toBe('1.0')
  expect(headerText(message.headers, 'content-type')).toBe('application/avro')
  expect(headerText(message.headers, 'traceparent')).toBe(traceparent)
  expect(Date.parse(headerText(message.headers, 'ce_time')!)).toBeCloseTo(Date.now(), -5)

  const registry = connectRegistry({ schemaRegistryUrl: addresses.SCHEMA_REGISTRY_URL })
  expect(message.value?.[0]).toBe(0)
  expect(await openEventReader(registry, callsEnded).decode(message.value)).toMatchObject({
    eventId,
    conversationId,
    direction: 'INBOUND',
    callerId: '+15551234567',
    startedAt: Date.parse('2026-03-14T10:00:00Z'),
    durationSeconds: 630,
    attributes: { customer_tier: 'Premium' },
  })
})

test('of copies one is published, a revision is published too', async () => {
  const ingress = await startIngress()
  const payload = callPayload()
  const revised = { ...payload, attributes: { notes: 'after the call' } }
  const copies = await Promise.all([payload, payload, payload].map((copy) => send(ingress.url, copy)))
  const statuses = copies.map(({ body }) => body.status)
  expect(statuses).toContain('accepted')
  expect(statuses.filter((status) => status === 'duplicate')).toHaveLength(2)
  expect((await send(ingress.url, revised)).body.status).toBe('accepted')
  expect((await send(ingress.url, payload)).body.status).toBe('duplicate')

  const marker = callPayload({ conversationId: payload['conversationId'], participantId: 'the-last-one' })
  await send(ingress.url, marker)
  const watch = await watchEnded()
  await watch.next(({ message }) => headerText(message.headers, 'ce_id')!.endsWith('the-last-one'))
  expect(recordsOf(watch, payload['conversationId'])).toHaveLength(3)
})

test('five hundred webhooks at once are all in the topic', async () => {
  const ingress = await startIngress()
  const run = randomUUID()
  const payloads = Array.from({ length: 500 }, (_, index) =>
    callPayload({ conversationId: `${run}.${index}` }),
  )
  const answers = await Promise.all(payloads.map((payload) => send(ingress.url, payload)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  const watch = await watchEnded()
  await watch.many(500, ({ message }) => message.key?.toString().startsWith(run) ?? false)
})

test('started before Kafka, it hands webhooks to Kafka as soon as that is there', async () => {
  const [host, port] = addresses.KAFKA_BROKERS.split(',', 1)[0]!.split(':')
  const bootstrap = createServer((client) => {
    const broker = connect(Number(port), host)
    client.on('error', () => broker.destroy()).pipe(broker)
    broker.on('error', () => client.destroy()).pipe(client)
  })
  const listen = async (at: number) => once(bootstrap.listen(at, '127.0.0.1'), 'listening')
  await listen(0)
  const reserved = (bootstrap.address() as AddressInfo).port
  await new Promise((closed) => bootstrap.close(closed))

  const ingress = await startIngress({ KAFKA_BROKERS: `127.0.0.1:${reserved}`, PUBLISH_TIMEOUT_MS: '500' })
  expect((await send(ingress.url, callPayload())).body.status).toBe('spooled')
  await listen(reserved)
  onTestFinished(() => void bootstrap.close())
  await expect
    .poll(async () => (await send(ingress.url, callPayload())).body.status, { timeout: 30_000 })
    .toBe('accepted')
})

test('SIGTERM ends it with exit code 0, and what it logged has no secret and no phone number', async () => {
  const ingress = await startIngress()
  await send(ingress.url, callPayload())
  await send(ingress.url, callPayload(), { 'x-genesys-webhook-signature': 'wrong' })
  ingress.kill('SIGTERM')
  expect(await ingress.exited).toBe(0)
  const log = ingress.output.join('\n')
  expect(log).toContain('webhook refused')
  expect(log).not.toContain(secret)
  for (const number of ['5551234567', '8001234567']) expect(log).not.toContain(number)
})

describe('what a hostile client sends is its own fault, never ours', () => {
  test.each([
    ['bytes that are no text, signed', Buffer.from([0xff, 0xfe, 0x00, 0x01])],
    ['brackets without end, signed', Buffer.from('['.repeat(200_000))],
    [
      'a prototype, signed',
      Buffer.from('{"__proto__":{"direction":"INBOUND"},"constructor":{"prototype":1}}'),
    ],
  ])('%s', async (_, body) => {
    const ingress = await startIngress()
    const timestamp = String(Date.now())
    const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('base64')
    const answer = await fetch(`${ingress.url}/webhook/call-ended`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-genesys-webhook-timestamp': timestamp,
        'x-genesys-webhook-signature': signature,
      },
      body,
    })
    expect(answer.status).toBe(400)
  })

  test('odd bytes in headers', async () => {
    const ingress = await startIngress()
    const { port } = new URL(ingress.url!)
    const socket = connect(Number(port), '127.0.0.1')
    const head = 'POST /webhook/call-ended HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n'
    socket.write(`${head}content-type: application/json\r\nx-genesys-webhook-signature: `)
    socket.write(Buffer.from([0xff, 0xfe, 0x80]))
    socket.write('\r\nx-genesys-webhook-timestamp: 1\r\n\r\n{}')
    expect(await text(socket)).toMatch(/^HTTP\/1.1 401 /)
  })
})

test('started without its variables it names them all, and fails', async () => {
  const failure = await startService('ingress', { PORT: 'web' }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ServiceNotStarted)
  const { message } = failure as ServiceNotStarted
  expect(message).toMatch(/ended \([1-9]\d*\)/)
  for (const name of ['GENESYS_WEBHOOK_SECRET', 'KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'PORT']) {
    expect(message).toContain(`- ${name} `)
  }
})
