/**
 * What a stage publishes beside its output, in the same transaction: the same events as other readers see them.
 */
import { headerText, viewOn } from '@calltrail/runtime'
import { callsEnrichedMasked } from '@calltrail/schemas'
import type { CallEnriched, CallEnrichedMasked } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import { emitAll, emitted } from '../kit/stage-bench.ts'
import type { WatchedRecord } from '../kit/index.ts'
import { bench } from './bench.ts'

/** Without what a real mask makes of it: here it is about the way, not about the masking. */
function plain(call: CallEnriched): CallEnrichedMasked {
  const { attributes: _, recordingUrl: __, recordingUrlExpiresAt: ___, wrapUpNotes: ____, ...rest } = call
  return rest
}

async function benchWithView(of: (call: CallEnriched) => CallEnrichedMasked = plain) {
  const opened = await bench()
  const topic = { ...callsEnrichedMasked, name: opened.topics.views[0]!.name }
  const isView = (record: WatchedRecord) => record.topic === topic.name
  return { ...opened, views: [viewOn(topic, of)], isView }
}

const eventIds = (records: readonly WatchedRecord[]) =>
  records.map(({ message }) => headerText(message.headers, 'ce_id'))

describe('a view', () => {
  it('has each event once, in their order, as an event of its own type', async () => {
    const { publish, run, watch, views, isView, isOutput } = await benchWithView()
    const calls = [endedCall(), endedCall(), endedCall()]
    await publish(...calls)
    await run(emitAll, { views })
    const seen = await watch.many(3, isView)
    expect(eventIds(seen)).toEqual(calls.map(({ eventId }) => eventId))
    expect(eventIds(await watch.many(3, isOutput))).toEqual(eventIds(seen))
    const { key, value, headers } = seen[0]!.message
    expect(String(key)).toBe('003Sm0000JohnD1IQI')
    expect(value?.[0]).toBe(0)
    expect(headerText(headers, 'ce_type')).toBe('calls.enriched.masked.v1')
    expect(headerText(headers, 'ce_source')).toBe('/calltrail/enricher')
  })

  it('has each of several events, and none of a call that is skipped', async () => {
    const { publish, run, watch, views, isView, isOutput } = await benchWithView()
    const [transferred, copy, last] = [endedCall(), endedCall(), endedCall()]
    await publish(transferred, copy, last)
    const legs = ['one', 'other'].map((leg) => ({
      ...transferred,
      eventId: `${transferred.conversationId}:${leg}`,
    }))
    await run(
      async (calls) =>
        calls.map((call) => {
          if (call.eventId === copy.eventId) return { kind: 'skip', reason: 'NO_NEWS' }
          if (call.eventId === last.eventId) return emitted(call)
          return { kind: 'split', events: legs.flatMap((leg) => eventOf(emitted(leg))) }
        }),
      { views },
    )
    await watch.many(3, isView)
    await watch.many(3, isOutput)
    const expected = [...legs, last].map(({ eventId }) => eventId)
    expect(eventIds(watch.records.filter(isView))).toEqual(expected)
    expect(eventIds(watch.records.filter(isOutput))).toEqual(expected)
  })

  it('that cannot be made keeps its event back: neither is there without the other', async () => {
    let failures = 2
    const { publish, run, watch, views, isView, isOutput } = await benchWithView((call) => {
      if (failures === 0) return plain(call)
      failures -= 1
      throw new TypeError('a bug')
    })
    const tries: number[] = []
    const call = endedCall()
    await publish(call)
    await run(
      async (calls) => {
        tries.push(watch.records.length)
        return calls.map(emitted)
      },
      { views },
    )
    await watch.next(isView)
    await watch.next(isOutput)
    expect(tries).toEqual([0, 0, 0])
    expect(eventIds(watch.records)).toEqual([call.eventId, call.eventId])
  })
})

function eventOf(outcome: ReturnType<typeof emitted>): CallEnriched[] {
  return outcome.kind === 'emit' ? [outcome.event] : []
}
