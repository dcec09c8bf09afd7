import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Circuits, connectRegistry, failed, headerText, PipelineError } from '@calltrail/runtime'
import { inOrder } from '@calltrail/runtime/testing'
import { pino } from 'pino'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import type { WatchedRecord } from '../kit/event-watch.ts'
import { watchTopics } from '../kit/event-watch.ts'
import { emitAll, emitted } from '../kit/stage-bench.ts'
import type { StageBench, TestHandler } from '../kit/stage-bench.ts'
import { bench } from './bench.ts'

const idOf = ({ message }: WatchedRecord) => headerText(message.headers, 'ce_id')
const header = ({ message }: WatchedRecord, name: string) => headerText(message.headers, `calltrail-${name}`)
const outage = () => new PipelineError('SALESFORCE_REQUEST_FAILED', 'Salesforce answered 500')
const quickCircuits = () =>
  new Circuits({ outagePauseMs: 20, outageMaxPauseMs: 60 }, pino({ enabled: false }))

/** Puts calls on a partition of the test's choice. */
async function publishTo(
  partition: number,
  { publishRaw, encode }: StageBench,
  ...calls: ReturnType<typeof endedCall>[]
) {
  for (const call of calls) {
    const headers = { ce_id: call.eventId }
    await publishRaw({ key: call.conversationId, value: await encode(call), headers, partition })
  }
}

describe('a handler', () => {
  it.each<[string, (cursed: string) => TestHandler]>([
    [
      'that hangs for one record',
      (cursed) => (calls) =>
        calls.some(({ eventId }) => eventId === cursed)
          ? new Promise<never>(() => {})
          : emitAll(calls, inOrder),
    ],
    [
      'that returns nonsense for one record',
      (cursed) => async (calls) =>
        calls.map((call) => (call.eventId === cursed ? ({ kind: 'done' } as never) : emitted(call))),
    ],
    [
      'that emits what does not fit the schema for one record',
      (cursed) => async (calls) =>
        calls.map((call) =>
          call.eventId === cursed ? { kind: 'emit', event: { eventId: cursed } as never } : emitted(call),
        ),
    ],
  ])('%s harms only that record', async (_, handlerCursedBy) => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const calls = Array.from({ length: 5 }, () => endedCall())
    const cursed = calls[3]!.eventId
    await publish(...calls)
    await run(handlerCursedBy(cursed), { handlerTimeoutMs: 100 })

    const outputs = await watch.many(4, isOutput)
    const dead = await watch.next(isDeadLetter)
    expect(outputs.map(idOf)).toEqual(calls.map(({ eventId }) => eventId).filter((id) => id !== cursed))
    expect(idOf(dead)).toBe(cursed)
    expect(header(dead, 'error-code')).toBe('HANDLER_FAILED')
  })

  it('that takes long for one partition holds up no other', async () => {
    const opened = await bench(2)
    const { watch, run, isOutput } = opened
    const [slow, quick] = [endedCall(), endedCall()]
    const begun = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    await run(async (calls) => {
      if (calls.some(({ eventId }) => eventId === slow.eventId)) {
        begun.resolve()
        await released.promise
      }
      return calls.map(emitted)
    })
    await publishTo(0, opened, slow)
    await begun.promise
    await publishTo(1, opened, quick)

    expect(idOf(await watch.next(isOutput))).toBe(quick.eventId)
    released.resolve()
    await watch.many(2, isOutput)
  })

  it('is given no more than four batches of a partition at a time, however much waits', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const calls = Array.from({ length: 100 }, () => endedCall())
    await publish(...calls)
    let atOnce = 0
    let most = 0
    await run(
      async (batch) => {
        atOnce += batch.length
        most = Math.max(most, atOnce)
        await sleep(20)
        atOnce -= batch.length
        return batch.map(emitted)
      },
      { batchRecords: 10 },
    )
    await watch.many(100, isOutput)
    expect(most).toBeGreaterThan(10)
    expect(most).toBeLessThanOrEqual(40)
  })
})

it('an event that later ones may have overtaken tells so, to the next stage too', async () => {
  const { watch, publish, publishRaw, encode, run, isOutput } = await bench()
  const [inOrderCall, retried, spooled] = [endedCall(), endedCall(), endedCall()]
  await publish(inOrderCall, retried)
  await publishRaw({
    key: spooled.conversationId,
    value: await encode(spooled),
    headers: { ce_id: spooled.eventId, 'calltrail-late': 'true' },
  })
  const told = new Map<string, boolean[]>()
  const locked = failed(new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW'))
  await run(async (calls, { isLate }) =>
    calls.map((call) => {
      told.set(call.eventId, [...(told.get(call.eventId) ?? []), isLate(call)])
      return call.eventId === retried.eventId && !isLate(call) ? locked : emitted(call)
    }),
  )
  const outputs = await watch.many(3, isOutput)
  const late = new Map(outputs.map((record) => [idOf(record), header(record, 'late')]))
  expect(told).toEqual(
    new Map([
      [inOrderCall.eventId, [false]],
      [retried.eventId, [false, true]],
      [spooled.eventId, [true]],
    ]),
  )
  expect(late).toEqual(
    new Map([
      [inOrderCall.eventId, undefined],
      [retried.eventId, 'true'],
      [spooled.eventId, 'true'],
    ]),
  )
})

it('a handler that takes longer than the session time-out costs no membership', async () => {
  const { watch, publish, run, isOutput } = await bench()
  let runs = 0
  await run(
    async (calls) => {
      runs += 1
      await sleep(8_000)
      return calls.map(emitted)
    },
    { sessionTimeoutMs: 6_000 },
  )
  await publish(endedCall())
  await watch.next(isOutput)
  expect(runs).toBe(1)
})

describe('an outage', () => {
  it('is probed with one record, and the rest follows in order', async () => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const circuits = quickCircuits()
    const calls = Array.from({ length: 20 }, () => endedCall())
    await publish(...calls)
    const sizes: number[] = []
    await run(
      (batch) =>
        circuits.of('salesforce').run(async () => {
          sizes.push(batch.length)
          if (sizes.length <= 4) throw outage()
          return batch.map(emitted)
        }),
      { circuits },
    )

    const outputs = await watch.many(20, isOutput)
    expect(outputs.map(idOf)).toEqual(calls.map(({ eventId }) => eventId))
    expect(sizes.slice(1, 5)).toEqual([1, 1, 1, 1])
    expect(Math.max(...sizes.slice(5))).toBeGreaterThan(1)
    expect(watch.records.filter(isDeadLetter)).toEqual([])
    expect(circuits.of('salesforce')).toMatchObject({ state: 'closed', recoveries: 1 })
  })

  it('that one record alone brings about is that record’s failure', async () => {
    const opened = await bench(2)
    const { watch, run, isOutput, isDeadLetter } = opened
    const circuits = quickCircuits()
    const [cursed, behind] = [endedCall(), endedCall()]
    await publishTo(0, opened, cursed, behind)
    await run(
      (batch) =>
        circuits.of('salesforce').run(async () => {
          if (batch.some(({ eventId }) => eventId === cursed.eventId)) throw outage()
          return batch.map(emitted)
        }),
      { circuits, retryDelaysMs: [10] },
    )

    const dead = watch.next(isDeadLetter)
    const others = new AbortController()
    void dead.then(() => others.abort())
    // The others' calls, which go on coming and show that Salesforce works.
    while (!others.signal.aborted) {
      await publishTo(1, opened, endedCall())
      await sleep(20)
    }
    expect(idOf(await dead)).toBe(cursed.eventId)
    expect(header(await dead, 'error-code')).toBe('SALESFORCE_REQUEST_FAILED')
    await watch.next((record) => isOutput(record) && idOf(record) === behind.eventId)
  })

  it('of the registry is waited out, also from the start', async () => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const { schemaRegistryUrl } = inject('stack')
    let answers = false
    const server = createServer((request, response) => {
      if (!answers) return void response.writeHead(503).end()
      const body = request.method === 'GET' ? undefined : request
      void fetch(`${schemaRegistryUrl}${request.url}`, {
        method: request.method!,
        headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
        ...(body && { body, duplex: 'half' }),
      }).then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const registry = connectRegistry({ schemaRegistryUrl: `http://127.0.0.1:${port}` })

    const circuits = quickCircuits()
    await run(emitAll, { registry, circuits })
    await publish(endedCall())
    expect(circuits.of('schema-registry').state).not.toBe('closed')
    answers = true
    await watch.next(isOutput)
    expect(watch.records.filter(isDeadLetter)).toEqual([])
  })
})

describe('after an outage', () => {
  it('a record in the middle of a batch that brings it about is found in a few steps', async () => {
    const { watch, publish, run, isOutput, isDeadLetter } = await bench()
    const circuits = quickCircuits()
    const salesforce = circuits.of('salesforce')
    const calls = Array.from({ length: 200 }, () => endedCall())
    const cursed = calls[150]!.eventId
    await publish(...calls)
    let outages = 0
    await run(
      (batch) =>
        salesforce.run(async () => {
          if (batch.some(({ eventId }) => eventId === cursed)) {
            outages += 1
            throw outage()
          }
          return batch.map(emitted)
        }),
      { circuits, retryDelaysMs: [] },
    )
    const others = setInterval(() => void salesforce.run(async () => {}).catch(() => {}), 5)
    onTestFinished(() => clearInterval(others))
    expect(idOf(await watch.next(isDeadLetter))).toBe(cursed)
    await watch.many(199, isOutput)
    expect(outages).toBeLessThan(40)
  })
})

describe('a record that fails again and again', () => {
  it('is given up when it is too old, tiers or not', async () => {
    const { watch, publish, run, isDeadLetter } = await bench()
    await publish(endedCall())
    const locked = failed(new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW'))
    await run(async (calls) => calls.map(() => locked), {
      retryDelaysMs: [10, 3_600_000],
      retryMaxAgeMs: 60_000,
    })
    expect(header(await watch.next(isDeadLetter), 'attempt')).toBe('2')
  })

  it('is not lost when its dead letter cannot be written, and neither is what comes after it', async () => {
    const { kafka, topics, watch, publish, publishRaw, run, isOutput } = await bench()
    const admin = kafka.admin()
    await admin.connect()
    onTestFinished(() => admin.disconnect())
    await admin.deleteTopics({ topics: [topics.deadLetters] })
    const poison = Buffer.from('poison')
    await publishRaw({ key: 'key', value: poison })
    await publish(endedCall())
    const refused = Promise.withResolvers<void>()
    await run(emitAll, {
      onLogLine: (line) => void (line.includes('transaction failed') && refused.resolve()),
    })

    await refused.promise
    expect(watch.records.filter(isOutput)).toEqual([])
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic: topics.deadLetters, numPartitions: 1 }],
    })
    await using deadLetters = await watchTopics(kafka, [topics.deadLetters])
    expect((await deadLetters.next(() => true)).message.value).toEqual(poison)
    await watch.next(isOutput)
  })
})

describe('a stage that is stopped', () => {
  it('begins nothing new, on no partition', async () => {
    const opened = await bench(2)
    const { watch, run, isOutput } = opened
    const begun = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    let runs = 0
    const stage = await run(async (calls) => {
      runs += 1
      begun.resolve()
      await released.promise
      return calls.map(emitted)
    })
    await publishTo(0, opened, endedCall())
    await begun.promise
    const stopped = stage[Symbol.asyncDispose]()
    await publishTo(1, opened, endedCall())
    await using fetched = await watchTopics(opened.kafka, [opened.topics.input.name])
    await fetched.many(2, () => true)
    released.resolve()
    await stopped
    expect(runs).toBe(1)
    await run(emitAll)
    await watch.many(2, isOutput)
  })

  it('finishes the batch that is under way', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const begun = Promise.withResolvers<void>()
    let runs = 0
    const handler: TestHandler = async (calls) => {
      runs += 1
      begun.resolve()
      await sleep(300)
      return calls.map(emitted)
    }
    await publish(endedCall())
    const stage = await run(handler)
    await begun.promise
    await stage[Symbol.asyncDispose]()
    await run(handler)
    await publish(endedCall())
    await watch.many(2, isOutput)
    expect(runs).toBe(2)
  })

  it('does not wait for a batch that waits, and loses nothing of it', async () => {
    const { watch, publish, run, isOutput } = await bench()
    const refused = Promise.withResolvers<void>()
    await publish(endedCall())
    const stage = await run(
      async () => {
        refused.resolve()
        throw outage()
      },
      { outagePauseMs: 600_000 },
    )
    await refused.promise
    await stage[Symbol.asyncDispose]()
    await run(emitAll)
    await watch.next(isOutput)
  })
})
