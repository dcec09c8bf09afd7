import { expect, test } from 'vitest'
import { endedCall } from '@calltrail/schemas/testing'
import { EventNotTaken } from '../ports/event-publisher.ts'
import { kafkaEventPublisher } from './kafka-event-publisher.ts'
import type { EventRecord, RecordSender } from './kafka-event-publisher.ts'

type Send = Parameters<RecordSender['send']>[0]

const noon = Date.UTC(2026, 2, 14, 12)
const keysOf = ({ messages }: Send) => messages.map(({ key }) => key)

function open(options: { onSend?: (send: Send) => void; encode?: (id: string) => Buffer } = {}) {
  const sends: Send[] = []
  const publisher = kafkaEventPublisher({
    sender: async () => ({
      async send(send) {
        sends.push(send)
        options.onSend?.(send)
      },
    }),
    writer: async () => ({
      encode: async ({ eventId }) => options.encode?.(eventId) ?? Buffer.from(eventId),
    }),
    now: () => noon,
  })
  return { publisher, sends }
}

const conversation = (id: string) => endedCall({ eventId: id, conversationId: id })

test('an event travels with its key and its headers, to all in-sync replicas', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const { publisher, sends } = open()
  await publisher.publish(endedCall(), { traceparent })
  const record: EventRecord = {
    key: 'conversation-111',
    value: Buffer.from('conversation-111:user-agent-1'),
    headers: {
      ce_id: 'conversation-111:user-agent-1',
      ce_source: '/calltrail/ingress',
      ce_type: 'calls.ended.v1',
      ce_specversion: '1.0',
      ce_time: '2026-03-14T12:00:00.000Z',
      'content-type': 'application/avro',
      // Nothing is traced here, so the trace goes on where it came from.
      traceparent,
      baggage: 'app.conversation.id=conversation-111',
    },
  }
  expect(sends).toEqual([{ topic: 'calls.ended.v1', acks: -1, messages: [record] }])
})

test('an event that later ones may have overtaken says so', async () => {
  const { publisher, sends } = open()
  await publisher.publish(endedCall(), { isLate: true })
  expect(sends[0]?.messages[0]?.headers).toMatchObject({ 'calltrail-late': 'true' })
})

test('events of one turn share a request; a later turn has its own', async () => {
  const { publisher, sends } = open()
  await Promise.all(['a', 'b', 'c'].map((id) => publisher.publish(conversation(id), {})))
  await publisher.publish(conversation('d'), {})
  expect(sends.map(keysOf)).toEqual([['a', 'b', 'c'], ['d']])
})

test('a batch stays below what a broker accepts', async () => {
  const { publisher, sends } = open({ encode: () => Buffer.alloc(400_000) })
  await Promise.all(['a', 'b', 'c'].map((id) => publisher.publish(conversation(id), {})))
  expect(sends.map(keysOf)).toEqual([['a', 'b'], ['c']])
})

test('an event that cannot be encoded fails alone', async () => {
  const { publisher, sends } = open({
    encode: (id) => {
      if (id === 'bad') throw new TypeError('no Avro')
      return Buffer.from(id)
    },
  })
  const results = await Promise.allSettled(
    ['a', 'bad', 'c'].map((id) => publisher.publish(conversation(id), {})),
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(sends.map(keysOf)).toEqual([['a', 'c']])
})

test('a request that fails fails its events only', async () => {
  const { publisher } = open({
    encode: () => Buffer.alloc(900_000),
    onSend: (send) => {
      if (keysOf(send).includes('b')) throw new Error('not enough replicas')
    },
  })
  const results = await Promise.allSettled(
    ['a', 'b', 'c'].map((id) => publisher.publish(conversation(id), {})),
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(EventNotTaken)
})

test('an event that no broker takes is no outage; among others it may be their size', async () => {
  const { publisher } = open({
    onSend: () => {
      throw Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' })
    },
  })
  await expect(publisher.publish(conversation('a'), {})).rejects.toMatchObject({ code: 'EVENT_TOO_LARGE' })
  const both = await Promise.allSettled(['a', 'b'].map((id) => publisher.publish(conversation(id), {})))
  for (const result of both) expect(result).toMatchObject({ reason: { name: 'EventNotTaken' } })
})

test('a registry that does not answer is the same to the caller as a broker that does not', async () => {
  const publisher = kafkaEventPublisher({
    sender: () => Promise.reject(new Error('not called')),
    writer: () => Promise.reject(new Error('registry away')),
    now: () => noon,
  })
  await expect(publisher.publish(endedCall(), {})).rejects.toThrow(EventNotTaken)
})
