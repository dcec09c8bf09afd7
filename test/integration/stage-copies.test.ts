import { Circuits, failed, headerText, PipelineError } from '@calltrail/runtime'
import { contentFingerprint } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import type { WatchedRecord } from '../kit/event-watch.ts'
import { emitAll, emitted } from '../kit/stage-bench.ts'
import type { StageBench } from '../kit/stage-bench.ts'
import { bench } from './bench.ts'

const copies = { windowMs: 3_600_000, maxEvents: 10_000, fingerprint: contentFingerprint }
const idOf = ({ message }: WatchedRecord) => headerText(message.headers, 'ce_id')

describe('a copy of an event', () => {
  it('is dropped, whether it comes with the first one or later', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const [call, last] = [endedCall(), endedCall()]
    await publish(call, { ...call, receivedAt: call.receivedAt + 1 })
    await run(emitAll, { copies })
    await watch.next(isOutput)
    await publish(call, last)
    await watch.next((record) => isOutput(record) && idOf(record) === last.eventId)
    expect(watch.records.map(idOf)).toEqual([call.eventId, last.eventId])
  })

  it('is dropped by the next process too', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const [call, last] = [endedCall(), endedCall()]
    await publish(call)
    const first = await run(emitAll, { copies })
    await watch.next(isOutput)
    await first[Symbol.asyncDispose]()
    await publish(call, last)
    await run(emitAll, { copies })
    await watch.next((record) => isOutput(record) && idOf(record) === last.eventId)
    expect(watch.records.map(idOf)).toEqual([call.eventId, last.eventId])
  })

  it('is dropped while the first one waits to be retried', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const [call, last] = [endedCall(), endedCall()]
    await publish(call)
    const locked = failed(new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW'))
    const seen: boolean[] = []
    await run(
      async (calls, { isLate }) =>
        calls.map((one) => {
          if (one.eventId !== call.eventId) return emitted(one)
          seen.push(isLate(one))
          return isLate(one) ? emitted(one) : locked
        }),
      { copies, retryDelaysMs: [1_000] },
    )
    await publish(call, last)
    await watch.next((record) => isOutput(record) && idOf(record) === call.eventId)
    expect(seen).toEqual([false, true])
  })

  it('with other content is a revision, and passes; a late copy of the first one does not', async () => {
    const { watch, publish, run, isOutput, decode } = await bench()
    const call = endedCall()
    const receivedAt = call.receivedAt + 60_000
    const revision = { ...call, attributes: { notes: 'Called back.' }, receivedAt }
    const last = endedCall()
    await publish(call, revision, call, last)
    await run(emitAll, { copies })
    await watch.next((record) => isOutput(record) && idOf(record) === last.eventId)
    const [first, second] = await Promise.all(watch.records.map(({ message }) => decode(message.value)))
    expect(watch.records.map(idOf)).toEqual([call.eventId, call.eventId, last.eventId])
    expect(second!.attributes).toEqual({ notes: 'Called back.' })
    expect(second!.revision).toBeGreaterThan(first!.revision)
  })

  describe('that has waited for longer than the window', () => {
    const twoHoursAgo = Date.now() - 7_200_000

    async function publishAt(time: number, { publishRaw, encode }: StageBench, call: CallEnded) {
      const headers = { ce_id: call.eventId }
      await publishRaw({
        key: call.conversationId,
        value: await encode(call),
        headers,
        timestamp: String(time),
      })
    }

    it('is dropped, as it came within the window', async () => {
      const opened = await bench()
      const { watch, publish, run } = opened
      const [call, last] = [endedCall(), endedCall()]
      await publishAt(twoHoursAgo, opened, call)
      await publishAt(twoHoursAgo + 3_000, opened, call)
      await publish(last)
      await run(emitAll, { copies, batchRecords: 1 })
      await watch.next((record) => idOf(record) === last.eventId)
      expect(watch.records.map(idOf)).toEqual([call.eventId, last.eventId])
    })

    it('is dropped by the next process too', async () => {
      const opened = await bench()
      const { watch, publish, run } = opened
      const [call, last] = [endedCall(), endedCall()]
      await publishAt(twoHoursAgo - 3_000_000, opened, call)
      const first = await run(emitAll, { copies })
      await watch.next((record) => idOf(record) === call.eventId)
      await first[Symbol.asyncDispose]()
      await publishAt(twoHoursAgo, opened, call)
      await publish(last)
      await run(emitAll, { copies })
      await watch.next((record) => idOf(record) === last.eventId)
      expect(watch.records.map(idOf)).toEqual([call.eventId, last.eventId])
    })
  })

  it('is dropped while the first one waits to be retried because it brought Salesforce down', async () => {
    const opened = await bench()
    const { watch, publish, run } = opened
    const circuits = new Circuits({ outagePauseMs: 10, outageMaxPauseMs: 20 }, pino({ enabled: false }))
    const salesforce = circuits.of('salesforce')
    const [call, last] = [endedCall(), endedCall()]
    let attempts = 0
    await publish(call)
    await run(
      (calls, { isLate }) =>
        salesforce.run(async () => {
          if (calls.some((one) => one.eventId === call.eventId && !isLate(one))) {
            attempts += 1
            throw new PipelineError('SALESFORCE_REQUEST_FAILED', 'Salesforce answered 500')
          }
          return calls.map(emitted)
        }),
      { circuits, copies, retryDelaysMs: [2_000] },
    )
    // Salesforce works for others, as other partitions would show.
    const others = setInterval(() => void salesforce.run(async () => {}).catch(() => {}), 5)
    onTestFinished(() => clearInterval(others))
    await publish(call, last)
    await watch.next((record) => idOf(record) === call.eventId)
    await watch.next((record) => idOf(record) === last.eventId)
    expect(watch.records).toHaveLength(2)
    expect(attempts).toBeGreaterThanOrEqual(3)
  })

  it('passes when the first one is older than the window', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const call = endedCall()
    await publish(call)
    await run(emitAll, { copies: { ...copies, windowMs: 1 } })
    await watch.next(isOutput)
    await publish({ ...call, receivedAt: call.receivedAt + 7_200_000 })
    await watch.many(2, isOutput)
  })
})

it('three copies of each event come out once while processes come and go', async () => {
  const { watch, publish, run, isOutput } = await bench(4)
  const calls = Array.from({ length: 200 }, () => endedCall())
  const options = { copies, batchRecords: 10 }
  const first = await run(emitAll, options)
  await publish(...calls.slice(0, 150))
  const second = await run(emitAll, options)
  await publish(...calls)
  await first[Symbol.asyncDispose]()
  await run(emitAll, options)
  await publish(...calls)
  await second[Symbol.asyncDispose]()
  // One more on each partition, after everything else.
  const last = Array.from({ length: 40 }, () => endedCall())
  await publish(...last)

  await watch.many(240, isOutput)
  for (const call of last) await watch.next((record) => idOf(record) === call.eventId)
  const published = watch.records.filter(isOutput).map(idOf)
  expect(published).toHaveLength(240)
  expect(new Set(published)).toEqual(new Set([...calls, ...last].map(({ eventId }) => eventId)))
})
