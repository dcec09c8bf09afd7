import { failed, headerText, PipelineError } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import { watchTopics } from '../kit/event-watch.ts'
import type { WatchedRecord } from '../kit/event-watch.ts'
import { emitted } from '../kit/stage-bench.ts'
import { bench } from './bench.ts'

const idOf = ({ message }: WatchedRecord) => headerText(message.headers, 'ce_id')
const isLate = ({ message }: WatchedRecord) => headerText(message.headers, 'calltrail-late') === 'true'

describe('a record that asks for a follow-up', () => {
  it('has its outcome at once, comes again after each delay, and ends with the last tier', async () => {
    const { watch, publish, run, isOutput, topics, kafka } = await bench()
    await using tiers = await watchTopics(kafka, [...topics.followUpTiers])
    const call = endedCall()
    const seen: unknown[] = []
    await publish(call)
    await run(
      async (calls, { followUp }) =>
        calls.map((again) => {
          seen.push(followUp(again))
          return { ...emitted(again), followUp: `for the ${seen.length}. time` }
        }),
      { followUpDelaysMs: [10, 20, 30] },
    )

    const outputs = await watch.many(4, isOutput)
    expect(outputs.map(idOf)).toEqual(Array(4).fill(call.eventId))
    expect(outputs.map(isLate)).toEqual([false, true, true, true])
    expect(seen).toEqual([
      undefined,
      { number: 1, missing: 'for the 1. time' },
      { number: 2, missing: 'for the 2. time' },
      { number: 3, missing: 'for the 3. time' },
    ])
    const followUps = await tiers.many(3, () => true)
    expect(followUps.map(({ topic }) => topic)).toEqual(topics.followUpTiers)
  })

  it('is left alone when no follow-ups are set up', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const [first, second] = [endedCall(), endedCall()]
    const seen: unknown[] = []
    await publish(first)
    await run(async (calls, { followUp }) =>
      calls.map((call) => {
        seen.push(followUp(call))
        return { ...emitted(call), followUp: 'anything' }
      }),
    )
    await watch.next(isOutput)
    await publish(second)
    expect(idOf(await watch.next((record) => isOutput(record) && idOf(record) === second.eventId))).toBe(
      second.eventId,
    )
    expect(seen).toEqual([undefined, undefined])
  })

  it('is tried again at the next one when it fails, and is never a dead letter', async () => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const [unlucky, hopeless, other] = [endedCall(), endedCall(), endedCall()]
    const seen: string[] = []
    await publish(unlucky, hopeless)
    await run(
      async (calls, { followUp }) =>
        calls.map((call) => {
          const { number: times = 0, missing = '' } = followUp(call) ?? {}
          seen.push([call.eventId, times, missing].join(' ').trim())
          if (times === 1 && call.eventId === hopeless.eventId) {
            return failed(new PipelineError('SALESFORCE_RECORD_REJECTED', 'gone'))
          }
          if (times === 1) throw new TypeError('a bug')
          return { ...emitted(call), ...(times === 0 && { followUp: 'recording' }) }
        }),
      { followUpDelaysMs: [10, 20, 30] },
    )
    const isUnlucky = (record: WatchedRecord) => isOutput(record) && idOf(record) === unlucky.eventId
    await watch.many(2, isUnlucky)
    await publish(other)
    await watch.next((record) => isOutput(record) && idOf(record) === other.eventId)

    expect(seen).toContain(`${unlucky.eventId} 2 recording`)
    expect(seen).not.toContain(`${hopeless.eventId} 2 recording`)
    expect(watch.records.filter(isDeadLetter)).toEqual([])
  })
})

it('a record that becomes several events has them all, or none', async () => {
  const { watch, publish, run, isOutput, isDeadLetter } = await bench()
  const [call, broken] = [endedCall(), endedCall()]
  const legsOf = (ended: typeof call) =>
    ['a', 'b'].map((leg) => {
      const outcome = emitted({ ...ended, eventId: `${ended.conversationId}:${leg}` })
      return (outcome as Extract<typeof outcome, { kind: 'emit' }>).event
    })
  await publish(broken, call)
  await run(async (calls) =>
    calls.map((ended) => {
      const [first, second] = legsOf(ended)
      const events = ended.eventId === broken.eventId ? [first!, {} as never] : [first!, second!]
      return { kind: 'split', events }
    }),
  )
  const outputs = await watch.many(2, isOutput)
  expect(outputs.map(idOf)).toEqual([`${call.conversationId}:a`, `${call.conversationId}:b`])
  expect(idOf(await watch.next(isDeadLetter))).toBe(broken.eventId)
  expect(watch.records.filter(isOutput)).toHaveLength(2)
})
