import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { connectKafka, connectProducer, producerDefaults } from '@calltrail/runtime'
import * as fc from 'fast-check'
import type { IHeaders, Kafka } from 'kafkajs'
import { pino } from 'pino'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { watchTopics } from '../kit/event-watch.ts'

it('an idle connection of kafkajs does not wake the process up', { timeout: 20_000 }, async () => {
  const { kafkaBrokers } = inject('stack')
  const kafka = connectKafka(
    { kafkaBrokers: kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  using timers = countTimers()
  const admin = kafka.admin()
  onTestFinished(() => admin.disconnect())
  await admin.connect()
  await admin.listTopics()
  const before = timers.count()
  await timers.sleep(1_000)
  const wakeUps = timers.count() - before
  // Of the time-outs of its requests, once a second. Unpatched ten times, and it sets another timer every millisecond.
  expect(wakeUps).toBeLessThan(5)
})

/** Counts the timers that are set from now on, and the times that intervals go off. */
function countTimers() {
  const { setTimeout: realSetTimeout, setInterval: realSetInterval } = globalThis
  let count = 0
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    count += 1
    return realSetTimeout(...args)
  }) as typeof setTimeout
  globalThis.setInterval = (callback: () => void, ms?: number) =>
    realSetInterval(() => {
      count += 1
      callback()
    }, ms)
  return {
    count: () => count,
    sleep: (ms: number) => new Promise((resolve) => realSetTimeout(resolve, ms)),
    [Symbol.dispose]() {
      globalThis.setTimeout = realSetTimeout
      globalThis.setInterval = realSetInterval
    },
  }
}

describe('the headers of a record come back as they were written:', () => {
  const { encoded, decoded } = recordFormat()

  it.each<[string, IHeaders]>([
    ['none', {}],
    ['text', { ce_id: Buffer.from('conversation-1') }],
    ['no bytes', { empty: Buffer.alloc(0) }],
    ['null', { nothing: null as never }],
    ['null among those of one name', { mixed: [null as never, Buffer.from('a'), null as never] }],
    [
      'names that every object has',
      { toString: Buffer.from('a'), constructor: [Buffer.from('b'), Buffer.from('c')] } as object as IHeaders,
    ],
    ['the name of a prototype', JSON.parse('{ "__proto__": null }') as IHeaders],
  ])('%s', (_, headers) => {
    expect(Object.entries(decoded(encoded({ headers })).headers)).toEqual(Object.entries(headers))
  })

  it.each<[string, IHeaders]>([
    [
      'names',
      Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`header-${n}`, Buffer.alloc(1)])),
    ],
    ['values of one name', { header: Array.from({ length: 200_000 }, () => Buffer.alloc(1)) }],
  ])('a record’s worth of %s, within seconds', (_, headers) => {
    const bytes = encoded({ headers })
    const begin = performance.now()
    expect(Object.keys(decoded(bytes).headers)).toEqual(Object.keys(headers))
    // Unpatched it takes an hour for the names, and minutes for the values.
    expect(performance.now() - begin).toBeLessThan(5_000)
  })
})

it('a record comes back as it was written, whatever it holds', () => {
  const { encoded, decoded } = recordFormat()
  // Around the lengths at which the number that tells them takes a byte more.
  const length = fc.constantFrom(0, 1, 63, 64, 511, 512, 8_191, 8_192, 70_000)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    length.map((size) => Buffer.alloc(size, 'x')),
  )
  const nullable = fc.option(bytes)
  const headers = fc.dictionary(fc.string({ unit: 'binary', maxLength: 40 }), bytes, { maxKeys: 12 })
  fc.assert(
    fc.property(nullable, nullable, headers, (key, value, named) => {
      const record = decoded(encoded({ key, value, headers: named }))
      expect([record.key, record.value]).toEqual([key, value])
      expect(Object.entries(record.headers)).toEqual(Object.entries(named))
    }),
  )
})

/** kafkajs’s own, which it does not export. */
function recordFormat() {
  const require = createRequire(import.meta.url)
  const format = 'kafkajs/src/protocol'
  const encode = require(`${format}/recordBatch/record/v0`) as (record: object) => { buffer: Buffer }
  const decode = require(`${format}/recordBatch/record/v0/decoder`) as (
    decoder: object,
    batch: object,
  ) => WrittenRecord
  const Decoder = require(`${format}/decoder`) as new (bytes: Buffer) => { readVarInt(): number }
  return {
    encoded: (record: Partial<WrittenRecord>) => encode({ key: null, value: null, ...record }).buffer,
    decoded(bytes: Buffer): WrittenRecord {
      const decoder = new Decoder(bytes)
      const length = decoder.readVarInt()
      expect(bytes.subarray(-length)).toHaveLength(length)
      return decode(decoder, { firstOffset: '0', firstTimestamp: '0' })
    },
  }
}

interface WrittenRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: IHeaders
}

describe('a reader of committed records sees none of a transaction that was aborted', () => {
  it('also when those that are under way together end in another order than they began', async () => {
    const { kafka, topic } = await freshTopic()
    const [first, second, third] = await Promise.all(['a', 'b', 'c'].map((name) => begin(kafka, topic, name)))
    await first!.write('aborted 1')
    await second!.write('aborted 2')
    await third!.write('aborted 3')
    await first!.write('aborted 4')
    await third!.abort()
    await second!.write('aborted 5')
    await second!.abort()
    await first!.abort()
    expect(await committed(kafka, topic)).toEqual(['last'])
  })

  it('also when one of its records has a key like the mark of an abort', async () => {
    const { kafka, topic } = await freshTopic()
    const transaction = await begin(kafka, topic, 'a')
    await transaction.write('aborted 1', Buffer.alloc(4))
    await transaction.write('aborted 2')
    await transaction.abort()
    expect(await committed(kafka, topic)).toEqual(['last'])
  })
})

it('who creates topics waits until the broker has heard of them', async () => {
  const kafka = connectKafka(
    { kafkaBrokers: inject('stack').kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  const admin = kafka.admin()
  await admin.connect()
  onTestFinished(() => admin.disconnect())
  // Unpatched it fails nearly every time, as soon as Kafka has run a little.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const topics = Array.from({ length: 20 }, () => ({ topic: `created-${randomUUID()}`, numPartitions: 3 }))
    expect(await admin.createTopics({ topics, waitForLeaders: true })).toBe(true)
    await admin.deleteTopics({ topics: topics.map(({ topic }) => topic) })
  }
})

async function freshTopic() {
  const kafka = connectKafka(
    { kafkaBrokers: inject('stack').kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  const topic = `aborted-${randomUUID()}`
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
  await admin.disconnect()
  return { kafka, topic }
}

async function begin(kafka: Kafka, topic: string, name: string) {
  const producer = kafka.producer({
    ...producerDefaults,
    transactionalId: `${topic}-${name}`,
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  onTestFinished(() => producer.disconnect())
  const transaction = await producer.transaction()
  return {
    write: (value: string, key = Buffer.from('key')) =>
      transaction.send({ topic, messages: [{ key, value }], acks: -1 }),
    abort: () => transaction.abort(),
  }
}

/** What such a reader sees of a topic, once a last record is written to it. */
async function committed(kafka: Kafka, topic: string): Promise<string[]> {
  const producer = await connectProducer(kafka)
  onTestFinished(() => producer.disconnect())
  await producer.send({ topic, messages: [{ key: 'key', value: 'last' }], acks: -1 })
  const watch = await watchTopics(kafka, [topic])
  onTestFinished(() => watch[Symbol.asyncDispose]())
  await watch.next(({ message }) => String(message.value) === 'last')
  return watch.records.map(({ message }) => String(message.value))
}
