import { createRequire } from 'node:module'
import { connectKafka } from '@calltrail/runtime'
import type { IHeaders } from 'kafkajs'
import { pino } from 'pino'
import { describe, expect, inject, it } from 'vitest'

it('an idle connection of kafkajs does not wake the process up', { timeout: 20_000 }, async () => {
  const { kafkaBrokers } = inject('stack')
  const kafka = connectKafka(
    { kafkaBrokers: kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  const admin = kafka.admin()
  await admin.connect()
  await admin.listTopics()

  const realSetTimeout = globalThis.setTimeout
  let timers = 0
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    timers += 1
    return realSetTimeout(...args)
  }) as typeof setTimeout
  try {
    await new Promise((resolve) => realSetTimeout(resolve, 500))
  } finally {
    globalThis.setTimeout = realSetTimeout
    await admin.disconnect()
  }
  // Unpatched it sets one every millisecond.
  expect(timers).toBeLessThan(20)
})

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
    expect(Object.entries(decoded(encoded(headers)))).toEqual(Object.entries(headers))
  })

  it.each<[string, IHeaders]>([
    [
      'names',
      Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`header-${n}`, Buffer.alloc(1)])),
    ],
    ['values of one name', { header: Array.from({ length: 200_000 }, () => Buffer.alloc(1)) }],
  ])('a record’s worth of %s, within seconds', (_, headers) => {
    const bytes = encoded(headers)
    const begin = performance.now()
    expect(Object.keys(decoded(bytes))).toEqual(Object.keys(headers))
    // Unpatched it takes an hour for the names, and minutes for the values.
    expect(performance.now() - begin).toBeLessThan(5_000)
  })
})

/** kafkajs’s own, which it does not export. */
function recordFormat() {
  const require = createRequire(import.meta.url)
  const format = 'kafkajs/src/protocol'
  const encode = require(`${format}/recordBatch/record/v0`) as (record: object) => { buffer: Buffer }
  const decode = require(`${format}/recordBatch/record/v0/decoder`) as (
    decoder: object,
    batch: object,
  ) => { headers: IHeaders }
  const Decoder = require(`${format}/decoder`) as new (bytes: Buffer) => { readVarInt(): number }
  return {
    encoded: (headers: IHeaders) => encode({ key: null, value: null, headers }).buffer,
    decoded(bytes: Buffer): IHeaders {
      const decoder = new Decoder(bytes)
      const length = decoder.readVarInt()
      expect(bytes.subarray(-length)).toHaveLength(length)
      return decode(decoder, { firstOffset: '0', firstTimestamp: '0' }).headers
    },
  }
}
