import { failed, headerText, PipelineError } from '@calltrail/runtime'
import type { CallEnded } from '@calltrail/schemas'
import type { Kafka } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import { watchTopics } from '../kit/event-watch.ts'
import { emitAll, emitted } from '../kit/stage-bench.ts'
import { bench } from './bench.ts'

const lockedRow = () => failed(new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW'))

describe('a stage', () => {
  it('publishes each event once, with a key, CloudEvents headers and the registry’s wire format', async () => {
    const { topics, watch, publish, run, decode, isOutput } = await bench()
    const call = endedCall()
    await publish(call)
    await run(emitAll)
    const { message } = await watch.next(isOutput)

    expect(message.key?.toString()).toBe('003Sm0000JohnD1IQI')
    expect(message.value?.[0]).toBe(0)
    expect(await decode(message.value)).toMatchObject({ eventId: call.eventId, contactMatch: 'PHONE' })
    expect(headerText(message.headers, 'ce_id')).toBe(call.eventId)
    expect(headerText(message.headers, 'ce_type')).toBe(topics.output.event)
    expect(headerText(message.headers, 'ce_source')).toBe('/calltrail/enricher')
    expect(headerText(message.headers, 'ce_specversion')).toBe('1.0')
    expect(headerText(message.headers, 'content-type')).toBe('application/avro')
  })

  it('passes the trace context on', async () => {
    const { watch, publishRaw, encode, run, isOutput } = await bench()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await publishRaw({ key: 'key', value: await encode(endedCall()), headers: { traceparent } })
    await run(emitAll)
    const { message } = await watch.next(isOutput)
    expect(headerText(message.headers, 'traceparent')).toBe(traceparent)
  })

  it('does not process again after a restart what it has committed', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const seen: string[] = []
    const handler = async (calls: readonly CallEnded[]) => {
      seen.push(...calls.map(({ eventId }) => eventId))
      return calls.map(emitted)
    }
    const [before, after] = [endedCall(), endedCall()]
    await publish(before)
    const first = await run(handler)
    await watch.next(isOutput)
    await first[Symbol.asyncDispose]()
    await publish(after)
    await run(handler)
    await watch.many(2, isOutput)
    expect(seen).toEqual([before.eventId, after.eventId])
  })

  it('tries a transient failure once per tier, then dead-letters it with its story', async () => {
    const { topics, watch, publish, run, isDeadLetter } = await bench()
    let attempts = 0
    const call = endedCall()
    await publish(call)
    await run(async (calls) => {
      attempts += 1
      return calls.map(lockedRow)
    })
    const { message } = await watch.next(isDeadLetter)
    const header = (name: string) => headerText(message.headers, `calltrail-${name}`)

    expect(attempts).toBe(4)
    expect(message.key?.toString()).toBe(call.conversationId)
    expect(header('stage')).toBe('enricher')
    expect(header('attempt')).toBe('4')
    expect(header('error-code')).toBe('SALESFORCE_ROW_LOCKED')
    expect(header('error-message')).toBe('UNABLE_TO_LOCK_ROW')
    expect(header('origin-topic')).toBe(topics.input.name)
    expect(header('origin-partition')).toBe('0')
    expect(header('origin-offset')).toBe('0')
    expect(header('replayed')).toBe('0')
    expect(header('not-before')).toBeUndefined()
    expect(Date.parse(header('failed-at')!) - Date.parse(header('first-failed-at')!)).toBeGreaterThanOrEqual(
      150,
    )
    expect(headerText(message.headers, 'ce_id')).toBe(call.eventId)
  })

  it('goes on with the main topic while a retry waits', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const [stuck, free] = [endedCall(), endedCall()]
    await publish(stuck)
    await run(
      async (calls) => calls.map((call) => (call.eventId === stuck.eventId ? lockedRow() : emitted(call))),
      {
        retryDelaysMs: [3_600_000],
      },
    )
    await publish(free)
    const { message } = await watch.next(isOutput)
    expect(headerText(message.headers, 'ce_id')).toBe(free.eventId)
  })

  it('succeeds on a retry, of which the output tells only that later events may have overtaken it', async () => {
    const { watch, publish, run, isOutput } = await bench()
    let attempts = 0
    await publish(endedCall())
    await run(async (calls) => {
      attempts += 1
      return calls.map((call) => (attempts < 3 ? lockedRow() : emitted(call)))
    })
    const { message } = await watch.next(isOutput)
    expect(attempts).toBe(3)
    expect(Object.keys(message.headers ?? {}).filter((name) => name.startsWith('calltrail-'))).toEqual([
      'calltrail-late',
    ])
  })

  it.each([
    ['no Avro at all', Buffer.from('poison')],
    ['an unknown schema', Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3])],
    ['an empty value', Buffer.alloc(0)],
    ['a tombstone', null],
  ])('dead-letters %s at once, byte by byte, and goes on', async (_, poison) => {
    const { watch, publish, publishRaw, run, isOutput, isDeadLetter } = await bench()
    const key = Buffer.from([0xff, 0x00, 0x01])
    await publishRaw({ key, value: poison })
    await publish(endedCall())
    await run(emitAll)
    const { message } = await watch.next(isDeadLetter)
    await watch.next(isOutput)
    expect(message.key).toEqual(key)
    expect(message.value).toEqual(poison)
    expect(headerText(message.headers, 'calltrail-error-code')).toBe('RECORD_UNDECODABLE')
    expect(headerText(message.headers, 'calltrail-attempt')).toBe('1')
  })

  it('harms only the record its own bug is in', async () => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const calls = Array.from({ length: 5 }, () => endedCall())
    const cursed = calls[2]!
    await publish(...calls)
    await run(async (batch) => {
      if (batch.some(({ eventId }) => eventId === cursed.eventId))
        throw new TypeError('+15551234567 is undefined')
      return batch.map(emitted)
    })
    const outputs = await watch.many(4, isOutput)
    const { message } = await watch.next(isDeadLetter)
    expect(outputs.map((record) => headerText(record.message.headers, 'ce_id'))).toEqual(
      calls.filter((call) => call !== cursed).map(({ eventId }) => eventId),
    )
    expect(headerText(message.headers, 'ce_id')).toBe(cursed.eventId)
    expect(headerText(message.headers, 'calltrail-error-code')).toBe('HANDLER_FAILED')
    expect(headerText(message.headers, 'calltrail-error-message')).toBe('the stage threw TypeError')
  })

  it('waits out an outage, in order, without counting an attempt', async () => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const calls = Array.from({ length: 3 }, () => endedCall())
    let refusals = 0
    await publish(...calls)
    await run(async (batch) => {
      refusals += 1
      if (refusals <= 10) throw new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503')
      return batch.map(emitted)
    })
    const outputs = await watch.many(3, isOutput)
    expect(outputs.map(({ message }) => headerText(message.headers, 'ce_id'))).toEqual(
      calls.map((c) => c.eventId),
    )
    expect(watch.records.filter(isDeadLetter)).toEqual([])
  })

  it('gives a reader of committed records each event once while processes come and go', async () => {
    const { watch, publish, run, isOutput, kafka, topics } = await bench(4)
    const calls = Array.from({ length: 400 }, () => endedCall())
    const first = await run(emitAll, { batchRecords: 10 })
    await publish(...calls.slice(0, 200))
    const second = await run(emitAll, { batchRecords: 10 })
    await publish(...calls.slice(200))
    await first[Symbol.asyncDispose]()
    await run(emitAll, { batchRecords: 10 })
    await second[Symbol.asyncDispose]()

    // Topics that were only just made may refuse part of a request, and kafkajs then sends all of it again.
    const records = await recordsIn(kafka, topics.input.name)
    const outputs = await watch.many(records.length, isOutput)
    const published = outputs.map(({ message }) => headerText(message.headers, 'ce_id'))
    const timesOf = (ids: readonly (string | undefined)[]) =>
      new Map([...Map.groupBy(ids, String)].map(([id, all]) => [id, all.length]))
    expect(timesOf(published)).toEqual(timesOf(records))
    expect(new Set(published)).toEqual(new Set(calls.map(({ eventId }) => eventId)))
  })
})

/** The event ids of all records in a topic. */
async function recordsIn(kafka: Kafka, topic: string): Promise<(string | undefined)[]> {
  const admin = kafka.admin()
  await admin.connect()
  const partitions = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  const count = partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
  await using input = await watchTopics(kafka, [topic])
  const records = await input.many(count, () => true)
  return records.map(({ message }) => headerText(message.headers, 'ce_id'))
}
