import avsc from 'avsc'
import type { Schema } from 'avsc'
import { expect, it } from 'vitest'
import { openDecoder } from './event-decoder.ts'

const written: Schema = {
  type: 'record',
  name: 'Call',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'seconds', type: 'int' },
  ],
}
const older: Schema = {
  type: 'record',
  name: 'Call',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'queue', type: ['null', 'string'], default: null },
  ],
}
const value = Buffer.concat([
  Buffer.from([0, 0, 0, 0, 7]),
  avsc.Type.forSchema(written).toBuffer({ id: 'a', seconds: 7 }),
])

it('an event is read into the reader’s own fields, and no other', async () => {
  const { decode } = openDecoder<{ id: string; queue: string | null }>(older, async () => written)
  expect({ ...(await decode(value)) }).toEqual({ id: 'a', queue: null })
})

it('a writer’s schema is looked up once, however many of its events come', async () => {
  const asked: number[] = []
  const { decode } = openDecoder(written, async (schemaId) => {
    asked.push(schemaId)
    return written
  })
  await Promise.all([decode(value), decode(value)])
  await decode(value)
  expect(asked).toEqual([7])
})

it('a look-up that failed is told as it is, and done again for the next event', async () => {
  const answers: (() => Schema)[] = [
    () => {
      throw new Error('nobody answers')
    },
    () => written,
  ]
  const { decode } = openDecoder(written, async () => answers.shift()!())
  await expect(decode(value)).rejects.toThrow('nobody answers')
  await expect(decode(value)).resolves.toMatchObject({ seconds: 7 })
})

it.each<[string, Buffer | null, RegExp]>([
  ['no value', null, /wire format/],
  ['another format', Buffer.from('{"id":"a"}'), /wire format/],
  ['half an event', value.subarray(0, 6), /not valid Avro/],
])('%s is no event, and says so', async (_, bytes, reason) => {
  const { decode } = openDecoder(written, async () => written)
  await expect(decode(bytes)).rejects.toMatchObject({
    name: 'UndecodableValue',
    message: expect.stringMatching(reason) as string,
  })
})
