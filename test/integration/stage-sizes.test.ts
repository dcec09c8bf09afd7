/**
 * What is more than a broker takes: a megabyte for one partition at once, by default.
 */
import { headerText } from '@calltrail/runtime'
import { enrichedCall } from '@calltrail/schemas/testing'
import { expect, it } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import type { WatchedRecord } from '../kit/event-watch.ts'
import { emitted } from '../kit/stage-bench.ts'
import { bench } from './bench.ts'

const idOf = ({ message }: WatchedRecord) => headerText(message.headers, 'ce_id')

it('calls of one contact that are more than a broker takes at once are written in parts', async () => {
  const { watch, publish, run, isOutput } = await bench()
  const notes = 'x'.repeat(30_000)
  for (let round = 0; round < 2; round++) {
    await publish(...Array.from({ length: 30 }, () => endedCall({ attributes: { notes } })))
  }
  const recordingUrl = `https://recordings.example/${'x'.repeat(5_000)}`
  await run(async (calls) =>
    calls.map(({ eventId, conversationId, attributes }) => ({
      kind: 'emit',
      event: enrichedCall({ eventId, conversationId, attributes, recordingUrl }),
    })),
  )
  await watch.many(60, isOutput)
})

it('many small calls of one contact that grow when they are enriched are written in parts', async () => {
  const { watch, publish, run, isOutput } = await bench()
  const calls = Array.from({ length: 200 }, () => endedCall())
  await publish(...calls)
  const recordingUrl = `https://recordings.example/${'x'.repeat(6_000)}`
  let handled = 0
  await run(async (batch) => {
    handled += batch.length
    return batch.map(({ eventId, conversationId, attributes }) => ({
      kind: 'emit',
      event: enrichedCall({ eventId, conversationId, attributes, recordingUrl }),
    }))
  })
  const outputs = await watch.many(200, isOutput)
  expect(outputs.map(idOf)).toEqual(calls.map(({ eventId }) => eventId))
  expect(handled).toBe(200)
})

it.each([
  ['attributes', { attributes: { notes: 'x'.repeat(1_100_000) } }],
  [
    'key and value together',
    {
      contact: {
        id: 'x'.repeat(600_000),
        name: 'Jane Roe',
        accountId: null,
        email: null,
        isPersonAccount: false,
      },
    },
  ],
])(
  'an event whose %s no broker would take is a dead letter, not the end of its partition',
  async (_, changes) => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const [huge, next] = [endedCall(), endedCall()]
    await publish(huge, next)
    await run(async (calls) =>
      calls.map((call) => {
        if (call.eventId !== huge.eventId) return emitted(call)
        return { kind: 'emit', event: enrichedCall({ ...call, ...changes }) }
      }),
    )
    const { message } = await watch.next(isDeadLetter)
    expect(headerText(message.headers, 'calltrail-error-code')).toBe('EVENT_TOO_LARGE')
    expect(idOf(await watch.next(isOutput))).toBe(next.eventId)
  },
)
