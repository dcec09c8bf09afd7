/**
 * The consumer kit, as another team would use it, on the real broker and registry.
 */
import { randomUUID } from 'node:crypto'
import { EventEmitter, on, once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { consumeEvents, enrichedCalls, seenInMemory } from '@calltrail/consumer'
import type { CallEnriched, ConsumerOptions, EventConsumer } from '@calltrail/consumer'
import {
  connectKafka,
  connectRegistry,
  eventHeaders,
  openEventWriter,
  producerDefaults,
} from '@calltrail/runtime'
import { callsEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { logLevel } from 'kafkajs'
import type { Kafka, KafkaConfig, Message } from 'kafkajs'
import { pino } from 'pino'
import { describe, expect, inject, it, onTestFinished } from 'vitest'

const brokers = () => inject('stack').kafkaBrokers.split(',')

/** A topic of enriched calls for one test, and who writes to it. */
async function publicTopic(partitions = 1) {
  const kafka = connectKafka({ kafkaBrokers: brokers() }, 'calltrail-test', pino({ enabled: false }))
  const topic = `${callsEnriched.name}.test-${randomUUID().slice(0, 8)}`
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true })
  await admin.disconnect()
  const writer = await openEventWriter(connectRegistry(inject('stack')), callsEnriched)
  const messageOf = async (call: CallEnriched): Promise<Message> => ({
    key: callsEnriched.key(call),
    value: await writer.encode(call),
    headers: eventHeaders(callsEnriched.event, call.eventId, '/calltrail/test', Date.now()),
  })
  return {
    kafka,
    topic,
    write: async (...calls: CallEnriched[]) => send(kafka, topic, await Promise.all(calls.map(messageOf))),
    writeRaw: (...messages: Message[]) => send(kafka, topic, messages),
    async writeAborted(...calls: CallEnriched[]) {
      const messages = await Promise.all(calls.map(messageOf))
      await send(kafka, topic, messages, { aborts: true })
    },
  }
}

/** In a transaction, as the enricher does. */
async function send(
  kafka: Kafka,
  topic: string,
  messages: Message[],
  { aborts = false } = {},
): Promise<void> {
  const producer = kafka.producer({
    ...producerDefaults,
    transactionalId: randomUUID(),
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  try {
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages, acks: -1 })
    await (aborts ? transaction.abort() : transaction.commit())
  } finally {
    await producer.disconnect()
  }
}

/** A way to Kafka that can be cut: a port that accepts and closes is in its place until it is mended. */
async function interruptible() {
  const nobody = createTcpServer((socket) => socket.destroy())
  await once(nobody.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void nobody.close())
  const happened = new EventEmitter()
  const sockets = new Set<Socket>()
  let isCut = false
  const socketFactory: KafkaConfig['socketFactory'] = ({ host, port, onConnect }) => {
    const way = isCut ? (nobody.address() as AddressInfo) : { host, port }
    const socket = connect({ port: way.port, host: isCut ? '127.0.0.1' : host }, onConnect)
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      happened.emit('closed')
    })
    happened.emit('dialled')
    return socket
  }
  const logCreator: KafkaConfig['logCreator'] =
    () =>
    ({ log: { message } }) =>
      void happened.emit('logged', message)
  return {
    kafka: { brokers: brokers(), socketFactory, logCreator, logLevel: logLevel.INFO },
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy(new Error('cut'))
    },
    mend: () => void (isCut = false),
    dialled: () => once(happened, 'dialled'),
    /** @returns the next line that kafkajs logs and that matches */
    async logged(pattern: RegExp): Promise<string> {
      for await (const [message] of on(happened, 'logged') as AsyncIterable<[string]>)
        if (pattern.test(message)) return message
      throw new Error('unreachable')
    },
    async isQuiet() {
      while (sockets.size > 0) await once(happened, 'closed')
    },
  }
}

type Changes = Partial<ConsumerOptions<CallEnriched>>

/** A consumer of one test. */
async function consuming(topic: string, changes: Changes = {}) {
  const handled: string[] = []
  const wakers = new Set<() => void>()
  const { onEvent = () => undefined, ...others } = changes
  const consumer = await consumeEvents(enrichedCalls, {
    topic,
    kafka: { brokers: brokers(), logLevel: logLevel.NOTHING },
    registryUrl: inject('stack').schemaRegistryUrl,
    groupId: `team-${randomUUID()}`,
    async onEvent(event, record) {
      await onEvent(event, record)
      handled.push(`${event.eventId} ${event.revision}`)
      for (const wake of wakers) wake()
    },
    ...others,
  })
  onTestFinished(() => consumer.stop())
  return {
    consumer,
    handled,
    async until(count: number) {
      while (handled.length < count)
        await Promise.race([new Promise<void>((resolve) => wakers.add(resolve)), consumer.stopped])
    },
  }
}

const call = (name: string, changes: Partial<CallEnriched> = {}) =>
  enrichedCall({ conversationId: name, eventId: name, revision: 1, ...changes })

/** What the consumer ended with. */
const endOf = ({ stopped }: EventConsumer) =>
  stopped.then(
    () => undefined,
    (error: Error) => error,
  )

describe('a consumer', () => {
  it('is given committed events only, typed, in the order of their partition', async () => {
    const { topic, write, writeAborted } = await publicTopic()
    await write(call('a'), call('b'))
    await writeAborted(call('never'))
    await write(call('c', { contact: null, customerPhone: null }))
    const names: (string | undefined)[] = []
    const { handled, until } = await consuming(topic, {
      onEvent: ({ contact }) => void names.push(contact?.name),
    })
    await until(3)
    expect(handled).toEqual(['a 1', 'b 1', 'c 1'])
    expect(names).toEqual(['John Doe', 'John Doe', undefined])
  })

  it('is given each revision once: copies and older ones are dropped, and told', async () => {
    const { topic, write } = await publicTopic()
    await write(call('a'), call('a'), call('a', { revision: 3 }), call('a', { revision: 2 }), call('b'))
    const dropped: string[] = []
    const onDropped: Changes['onDropped'] = ({ revision }, _, reason) => dropped.push(`${revision} ${reason}`)
    const { handled, until } = await consuming(topic, { onDropped })
    await until(3)
    expect(handled).toEqual(['a 1', 'a 3', 'b 1'])
    expect(dropped).toEqual(['1 copy', '2 older'])
  })

  it('goes on, after it was stopped, with what it has not handled, and nothing else', async () => {
    const { topic, write } = await publicTopic()
    await write(call('a'), call('b'), call('c'))
    const groupId = `team-${randomUUID()}`
    let stopping: Promise<void> | undefined
    const first = await consuming(topic, {
      groupId,
      onEvent: ({ eventId }) => void (eventId === 'b' && (stopping = first.consumer.stop())),
    })
    await first.until(2)
    await stopping
    await first.consumer.stopped
    const second = await consuming(topic, { groupId })
    await second.until(1)
    expect(first.handled).toEqual(['a 1', 'b 1'])
    expect(second.handled).toEqual(['c 1'])
  })

  it('that begins with the latest is not given what was there before its group', async () => {
    const { topic, write } = await publicTopic()
    await write(call('before'))
    const { handled, until } = await consuming(topic, { begin: 'latest' })
    // It may look for the end of the topic only after this: so again until it is there.
    const writing = (async () => {
      for (let revision = 1; handled.length === 0; revision += 1) await write(call('after', { revision }))
    })()
    await until(1)
    await writing
    expect(handled.filter((event) => event.startsWith('before'))).toEqual([])
  })

  it('may read into a schema of its own, which has fewer fields', async () => {
    const { topic, write } = await publicTopic()
    await write(call('a'))
    const mine = {
      type: 'record',
      name: 'CallEnriched',
      namespace: 'calltrail.calls.enriched.v1',
      fields: [
        { name: 'eventId', type: 'string' },
        { name: 'revision', type: 'long', default: 0 },
        { name: 'durationSeconds', type: 'int' },
        { name: 'rating', type: ['null', 'int'], default: null },
      ],
    }
    interface MyCall {
      readonly eventId: string
      readonly revision: number
      readonly durationSeconds: number
      readonly rating: number | null
    }
    const { promise: seen, resolve } = Promise.withResolvers<MyCall>()
    await using _ = await consumeEvents(enrichedCalls.as<MyCall>(mine), {
      topic,
      kafka: { brokers: brokers(), logLevel: logLevel.NOTHING },
      registryUrl: inject('stack').schemaRegistryUrl,
      groupId: `team-${randomUUID()}`,
      onEvent: (event) => resolve(event),
    })
    expect({ ...(await seen) }).toEqual({ eventId: 'a', revision: 1, durationSeconds: 630, rating: null })
  })
})

it('a consumer that is stopped while kafkajs tries to come back to a Kafka that was away does not join again', async () => {
  const { topic } = await publicTopic()
  const line = await interruptible()
  const { consumer } = await consuming(topic, { kafka: { ...line.kafka, retry: { retries: 1 } } })
  line.cut()
  await line.logged(/^Restarting the consumer/)
  await line.dialled()
  const reached = line.logged(/^(Crash|Consumer has joined)/)
  const stopped = consumer.stop()
  line.mend()
  await stopped
  expect(await reached).toMatch(/^Crash: .*aborted/)
  await line.isQuiet()
})

describe('what was handled', () => {
  it('comes again when the offsets of a group are set back, as far as Kafka still has it', async () => {
    const { topic, kafka, write } = await publicTopic()
    await write(call('a'), call('b'))
    const groupId = `team-${randomUUID()}`
    const first = await consuming(topic, { groupId })
    await first.until(2)
    await first.consumer.stop()
    const admin = kafka.admin()
    onTestFinished(() => admin.disconnect())
    await admin.connect()
    await admin.resetOffsets({ groupId, topic, earliest: true })
    const again = await consuming(topic, { groupId })
    await again.until(2)
    expect(again.handled).toEqual(first.handled)
  })

  it('is not handled again by a group that moves to another version of the topic, and nothing is missed', async () => {
    const [v1, v2] = [await publicTopic(), await publicTopic()]
    // The producer writes each event to both; the new group begins a while before the old one has ended.
    const publish = async (...calls: CallEnriched[]) =>
      Promise.all([v1, v2].map(({ write }) => write(...calls)))
    await publish(call('a'), call('b'))
    const shared = seenInMemory()
    const before = await consuming(v1.topic, { seen: shared })
    await before.until(2)
    await before.consumer.stop()
    await publish(call('b', { revision: 2 }), call('c'))
    const dropped: string[] = []
    const after = await consuming(v2.topic, {
      seen: shared,
      onDropped: ({ eventId }) => void dropped.push(eventId),
    })
    await after.until(2)
    expect([before.handled, dropped, after.handled]).toEqual([
      ['a 1', 'b 1'],
      ['a', 'b'],
      ['b 2', 'c 1'],
    ])
  })
})

describe('a record that is no event', () => {
  it.each<[string, Message]>([
    ['poison', { key: 'key', value: Buffer.from('poison') }],
    ['a tombstone', { key: 'key', value: null }],
    ['of an unknown schema', { key: 'key', value: Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1]) }],
  ])('(%s) stops the consumer before it, which comes back to it', async (_, message) => {
    const { topic, write, writeRaw } = await publicTopic()
    await write(call('a'))
    await writeRaw(message)
    const groupId = `team-${randomUUID()}`
    const { consumer, handled } = await consuming(topic, { groupId, unknownSchemaMs: 500 })
    const error = await endOf(consumer)
    expect(error).toMatchObject({ name: 'ConsumerStopped', failure: { kind: 'undecodable' } })
    expect(error?.message).toMatch(`Stopped at ${topic}, partition 0, offset 2: the record cannot be decoded`)
    const again = await consuming(topic, { groupId, unknownSchemaMs: 500 })
    expect(await endOf(again.consumer)).toMatchObject({ failure: { record: { offset: '2' } } })
    expect([handled, again.handled]).toEqual([['a 1'], []])
  })

  it('is skipped when onError says so, which has its bytes', async () => {
    const { topic, write, writeRaw } = await publicTopic()
    await writeRaw({ key: 'key', value: Buffer.from('poison') })
    await write(call('a'))
    const poison: (string | undefined)[] = []
    const onError: Changes['onError'] = ({ record }) => {
      poison.push(record.value?.toString())
      return 'skip'
    }
    const { until } = await consuming(topic, { onError })
    await until(1)
    expect(poison).toEqual(['poison'])
  })

  it('with no key is an event all the same', async () => {
    const { topic, writeRaw } = await publicTopic()
    const writer = await openEventWriter(connectRegistry(inject('stack')), callsEnriched)
    await writeRaw({ value: await writer.encode(call('a')) })
    const keys: (string | null)[] = []
    const { until } = await consuming(topic, { onEvent: (_, { key }) => void keys.push(key) })
    await until(1)
    expect(keys).toEqual([null])
  })
})

/** The registry, which answers only once `isOut` is false. */
async function registryWithOutage() {
  const state = { isOut: true }
  const server = createServer((request, response) => {
    if (state.isOut) return void response.writeHead(503).end()
    void fetch(`${inject('stack').schemaRegistryUrl}${request.url}`)
      .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
      .catch(() => response.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { state, registryUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

it('while the registry is away nothing is skipped and nothing stops; after it all goes on', async () => {
  const { topic, write } = await publicTopic()
  await write(call('a'), call('b'))
  const { state, registryUrl } = await registryWithOutage()
  let waits = 0
  const onWaiting = () => {
    waits += 1
    state.isOut = waits < 4
  }
  const onError: Changes['onError'] = () => 'skip'
  const { handled, until } = await consuming(topic, { registryUrl, onWaiting, onError })
  await until(2)
  expect(handled).toEqual(['a 1', 'b 1'])
  expect(waits).toBe(4)
})

it('who waits for the registry keeps no other member waiting, and what it gives away it does not handle', async () => {
  const { topic, write } = await publicTopic(2)
  const ids = Array.from({ length: 20 }, (_, n) => `call-${n}`)
  await write(...ids.map((id) => call(id, { contact: null, customerPhone: null })))
  const { state, registryUrl } = await registryWithOutage()
  const group = { groupId: `team-${randomUUID()}`, sessionTimeoutMs: 6_000, rebalanceTimeoutMs: 120_000 }
  const [waiting, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const handled: string[] = []
  const onEvent: Changes['onEvent'] = ({ eventId }) => {
    if (handled.push(eventId) === ids.length) done.resolve()
  }
  const onWaiting = () => waiting.resolve()
  const first = await consuming(topic, { ...group, registryUrl, onEvent, onWaiting })
  await waiting.promise
  const second = await consuming(topic, { ...group, onEvent })
  await second.until(1)
  expect(first.handled).toEqual([])
  state.isOut = false
  await done.promise
  expect(first.handled).not.toEqual([])
  expect(handled.toSorted()).toEqual(ids.toSorted())
})

it('a handler that takes longer than the group waits for a sign of life costs no membership', async () => {
  const { topic, write } = await publicTopic()
  await write(call('a'), call('b'))
  const dropped: string[] = []
  const { until } = await consuming(topic, {
    sessionTimeoutMs: 6_000,
    onEvent: ({ eventId }) => (eventId === 'a' ? sleep(8_000) : undefined),
    onDropped: ({ eventId }) => void dropped.push(eventId),
  })
  await until(2)
  expect(dropped).toEqual([])
})

it('members of a group that come and go handle each event, and none of them out of its order', async () => {
  const { topic, write } = await publicTopic(4)
  const groupId = `team-${randomUUID()}`
  const revisions = new Map<string, number[]>()
  const wakers = new Set<() => void>()
  const seen = new Map<string, number>()
  const options: Changes = {
    groupId,
    partitionsAtOnce: 4,
    // What members share, as they would a table.
    seen: {
      revisionOf: (id) => seen.get(id),
      remember(id, revision) {
        seen.set(id, revision)
        for (const wake of wakers) wake()
      },
    },
    onEvent({ eventId, revision }) {
      revisions.set(eventId, [...(revisions.get(eventId) ?? []), revision])
    },
  }
  const ids = Array.from({ length: 40 }, (_, n) => `call-${n}`)
  const callsOf = (revision: number) =>
    ids.map((id) => call(id, { revision, contact: null, customerPhone: null }))
  const first = await consuming(topic, options)
  await write(...callsOf(1))
  const second = await consuming(topic, options)
  await write(...callsOf(2))
  await first.consumer.stop()
  await write(...callsOf(3))
  while ([...seen.values()].filter((revision) => revision === 3).length < ids.length)
    await Promise.race([new Promise<void>((resolve) => wakers.add(resolve)), second.consumer.stopped])
  expect(revisions.size).toBe(ids.length)
  for (const handled of revisions.values()) expect(handled).toEqual(handled.toSorted((a, b) => a - b))
})
