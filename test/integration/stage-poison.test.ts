/**
 * Records that no stage can read, or carry on, without care. Each must reach the dead letters as it is, and let the next one pass.
 */
import { headerText } from '@calltrail/runtime'
import type { IHeaders } from 'kafkajs'
import { expect, it } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import { emitAll } from '../kit/stage-bench.ts'
import type { StageBench } from '../kit/stage-bench.ts'
import { bench } from './bench.ts'

/** Of the headers, those that the record came with. */
function ownHeaders(headers: IHeaders | undefined): IHeaders {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !name.startsWith('calltrail-')))
}

async function expectDeadLetter(
  { topics, watch, publish, publishRaw, run, isOutput, isDeadLetter }: StageBench,
  value: Buffer,
  headers: IHeaders = {},
): Promise<void> {
  await publishRaw({ key: 'key', value, headers })
  await publish(endedCall())
  await run(emitAll)

  const { message } = await watch.next(isDeadLetter)
  expect(message.key).toEqual(Buffer.from('key'))
  expect(message.value!.equals(value)).toBe(true)
  expect(Object.entries(ownHeaders(message.headers))).toEqual(Object.entries(headers))
  expect(headerText(message.headers, 'calltrail-error-code')).toBe('RECORD_UNDECODABLE')
  expect(headerText(message.headers, 'calltrail-origin-topic')).toBe(topics.input.name)
  await watch.next(isOutput)
}

it.each<[string, IHeaders]>([
  ['a header that is null', { nothing: null as never }],
  ['null among the headers of one name', { mixed: [Buffer.from('a'), null as never, Buffer.alloc(0)] }],
  ['headers named as members of every object', JSON.parse('{ "__proto__": null, "toString": null }')],
])('poison with %s reaches the dead letters with it', async (_, headers) => {
  await expectDeadLetter(await bench(), Buffer.from('poison'), headers)
})

it('poison with a schema id that the registry does not know reaches the dead letters', async () => {
  await expectDeadLetter(await bench(), Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]))
})

it('an event that says it has more attributes than bytes reaches the dead letters', async () => {
  const opened = await bench()
  const whole = await opened.encode(endedCall({ attributes: {} }))
  const receivedAtBytes = 6
  const end = whole.length - receivedAtBytes - 1
  const lie = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10])
  await expectDeadLetter(opened, Buffer.concat([whole.subarray(0, end), lie, whole.subarray(end)]))
})

it.each([1_000_000, 1_048_400])(
  'poison of %i bytes, which a broker just takes, has room among the dead letters',
  async (size) => {
    await expectDeadLetter(await bench(), Buffer.alloc(size, 'poison'))
  },
)
