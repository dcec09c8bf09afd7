import { enricherTopics } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { endedCall, enrichedCall } from '@calltrail/schemas/testing'
import { createNoopMeter } from '@opentelemetry/api'
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { pino } from 'pino'
import { describe, expect, it, vi } from 'vitest'
import { Circuits } from '../outage/circuits.ts'
import { StageAccounts } from './accounts.ts'
import type { Handler } from './handler.ts'
import type { PartitionWriter } from './partition-writer.ts'
import { PartitionSession } from './partition-session.ts'
import { PartitionSessions } from './partition-sessions.ts'
import type { SessionTools } from './partition-session.ts'

type Tools = SessionTools<'calls.ended.v1', 'calls.enriched.v1'>
type TestHandler = Handler<CallEnded, ReturnType<typeof enrichedCall>>

const input = { topic: enricherTopics.input.name, partition: 3 }
const log = pino({ enabled: false })
const outageSettings = { outagePauseMs: 10, outageMaxPauseMs: 20 }

/** A partition of which nothing is committed, on a Kafka that does as it is asked. */
function session(changes: Partial<Tools> = {}, handler: TestHandler = emitAll) {
  const process = vi.fn(handler)
  const commit = vi.fn<PartitionWriter['commit']>(async () => {})
  const closed = vi.fn(async () => {})
  const seek = vi.fn<Tools['seek']>()
  const tools: Tools = {
    context: {
      stage: { topics: enricherTopics, process },
      reader: { decode: async (value) => JSON.parse(String(value)) as CallEnded },
      writer: async () => ({ encode: async (event) => Buffer.from(JSON.stringify(event)) }),
      policy: { retryDelaysMs: [], retryJitterPercent: 0, retryMaxAgeMs: 1_000 },
      handlerDeadlineMs: 60_000,
      longestWaitMs: 3_600_000,
      accounts: new StageAccounts({ topics: enricherTopics, process }, createNoopMeter(), log),
      fewLines: log,
      now: Date.now,
      log,
    },
    circuits: new Circuits(outageSettings, log),
    outagePauseMs: 10,
    sliceLimits: { records: 10, bytes: 100_000 },
    openWriter: async () => ({ committedOffset: 5n, commit, [Symbol.asyncDispose]: closed }),
    offsetAt: async () => 0n,
    seek,
    isMember: () => true,
    onFatal: vi.fn(),
    ...changes,
  }
  return { session: new PartitionSession(input, tools), tools, process, commit, closed, seek }
}

const emitAll: TestHandler = async (calls) =>
  calls.map(({ eventId, conversationId }) => ({
    kind: 'emit',
    event: enrichedCall({ eventId, conversationId }),
  }))

function batchOf(offsets: readonly number[], changes: Partial<EachBatchPayload> = {}): EachBatchPayload {
  const messages = offsets.map((offset) => ({
    offset: String(offset),
    key: Buffer.from('key'),
    value: Buffer.from(JSON.stringify(endedCall())),
    timestamp: '0',
    headers: {},
  })) as unknown as KafkaMessage[]
  return {
    batch: {
      ...input,
      messages,
      lastOffset: () => messages.at(-1)?.offset ?? '0',
    } as EachBatchPayload['batch'],
    resolveOffset: vi.fn(),
    heartbeat: async () => {},
    pause: vi.fn(() => vi.fn()),
    isStale: () => false,
    ...changes,
  } as EachBatchPayload
}

describe('a session', () => {
  it('makes the consumer read on where the former owner’s work is committed, and works from there', async () => {
    const { session: opened, seek, process, commit } = session()
    await opened.open()
    expect(seek).toHaveBeenCalledExactlyOnceWith(input, 5n)
    await opened.take(batchOf([4, 5, 6]))
    expect(process.mock.calls.map(([calls]) => calls.length)).toEqual([2])
    expect(commit.mock.calls.map(([messages, next]) => [messages.length, next])).toEqual([[2, 7n]])
  })

  it('of the input topic lets no record wait because it says so: anybody may write there', async () => {
    const { session: opened, process } = session()
    await opened.open()
    const batch = batchOf([5, 6])
    for (const message of batch.batch.messages) {
      Object.assign(message.headers!, { 'calltrail-not-before': new Date(Date.now() + 60_000).toISOString() })
    }
    await opened.take(batch)
    expect(process.mock.calls.map(([calls]) => calls.length)).toEqual([2])
  })

  it('that is opened by its first batch has that one read again, from the right place', async () => {
    const { session: opened, seek, process } = session()
    const first = batchOf([9])
    await opened.take(first)
    expect(seek).toHaveBeenCalledExactlyOnceWith(input, 5n)
    expect(first.resolveOffset).not.toHaveBeenCalled()
    expect(process).not.toHaveBeenCalled()
  })

  it.each([
    ['had succeeded', 7n, ['done', 'done']],
    ['had not', 5n, []],
  ])(
    'whose commit’s answer was lost tells what became of it once it knows: it %s',
    async (_, later, told) => {
      const { tools } = session()
      const lines: string[] = []
      const stageLog = pino(
        {},
        { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
      )
      const { stage } = tools.context
      const context = { ...tools.context, accounts: new StageAccounts(stage, createNoopMeter(), stageLog) }
      const commit = vi.fn<PartitionWriter['commit']>().mockRejectedValue(new Error('no answer'))
      const openWriter = vi.fn<Tools['openWriter']>()
      for (const committedOffset of [5n, later])
        openWriter.mockResolvedValueOnce({ committedOffset, commit, [Symbol.asyncDispose]: async () => {} })
      const opened = new PartitionSession(input, { ...tools, context, openWriter })
      await opened.open()
      const resumed = Promise.withResolvers<void>()
      await opened.take(batchOf([5, 6], { pause: () => () => resumed.resolve() }))
      await resumed.promise
      expect(openWriter).toHaveBeenCalledTimes(2)
      expect(lines).toEqual(told)
    },
  )

  it('leaves a batch alone that was fetched before it went elsewhere in the topic', async () => {
    const { session: opened, process } = session()
    await opened.open()
    await opened.take(batchOf([5], { isStale: () => true }))
    expect(process).not.toHaveBeenCalled()
  })

  it('that goes on after a rebalance says again where to read on', async () => {
    const { session: opened, seek } = session()
    await opened.open()
    await opened.take(batchOf([5, 6]))
    opened.rejoined()
    expect(seek).toHaveBeenLastCalledWith(input, 7n)
  })

  it('of a process that the group has not heard of hands nothing to the stage', async () => {
    const { session: opened, process } = session({ isMember: () => false })
    await opened.open()
    const left = new Error('not a member')
    await opened.take(batchOf([5], { heartbeat: () => Promise.reject(left) }))
    await opened[Symbol.asyncDispose]()
    expect(process).not.toHaveBeenCalled()
  })

  it('that is revoked lets the stage write no more', async () => {
    const begun = Promise.withResolvers<void>()
    const revoked = Promise.withResolvers<void>()
    const wrote = vi.fn()
    const { session: opened, commit } = session({}, async (calls, context) => {
      begun.resolve()
      await revoked.promise
      context.assertOwned()
      wrote()
      return emitAll(calls, context)
    })
    await opened.open()
    const taken = opened.take(batchOf([5]))
    await begun.promise
    const ended = opened.revoke()
    revoked.resolve()
    await Promise.all([taken, ended])
    expect(wrote).not.toHaveBeenCalled()
    expect(commit).not.toHaveBeenCalled()
  })

  it('that is closed finishes what is under way', async () => {
    const begun = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const {
      session: opened,
      commit,
      closed,
    } = session({}, async (calls, context) => {
      begun.resolve()
      await released.promise
      context.assertOwned()
      return emitAll(calls, context)
    })
    await opened.open()
    const taken = opened.take(batchOf([5]))
    await begun.promise
    const ended = opened[Symbol.asyncDispose]()
    released.resolve()
    await Promise.all([taken, ended])
    expect(commit).toHaveBeenCalledOnce()
    expect(closed).toHaveBeenCalledOnce()
  })

  it('that is closed waits for what is under way no longer than the process has', async () => {
    vi.useFakeTimers()
    try {
      const { session: opened, commit, closed } = session({}, () => new Promise(() => {}))
      await opened.open()
      void opened.take(batchOf([5]))
      const ended = opened[Symbol.asyncDispose]()
      await vi.advanceTimersByTimeAsync(4_000)
      await ended
      expect(commit).not.toHaveBeenCalled()
      expect(closed).toHaveBeenCalledOnce()
    } finally {
      vi.useRealTimers()
    }
  })

  it('that is closed while it waits for Kafka to open it does not wait for ever, and closes what opens late', async () => {
    vi.useFakeTimers()
    try {
      const writer = Promise.withResolvers<PartitionWriter>()
      const { session: opening, closed, commit, seek } = session({ openWriter: () => writer.promise })
      const opened = opening.open()
      opened.catch(() => undefined)
      const ended = opening[Symbol.asyncDispose]()
      await vi.advanceTimersByTimeAsync(1_000)
      await ended
      writer.resolve({ committedOffset: 0n, commit, [Symbol.asyncDispose]: closed })
      await expect(opened).rejects.toThrow()
      expect(closed).toHaveBeenCalledOnce()
      expect(seek).not.toHaveBeenCalled()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the sessions of a process', () => {
  const other = { ...input, partition: 4 }
  const member = 'member-1'

  it('are those of its partitions: none is begun for another one, and none after the end', async () => {
    const sessions = new PartitionSessions(session().tools)
    expect(sessions.assign([input], member)).toEqual([input])
    expect(sessions.get(other)).toBeUndefined()
    expect(sessions.assign([input, other], member)).toEqual([other])
    await sessions[Symbol.asyncDispose]()
    expect(sessions.get(input)).toBeUndefined()
    expect(sessions.assign([input], member)).toEqual([])
  })

  it('go on through a rebalance that leaves their partitions here', () => {
    const sessions = new PartitionSessions(session().tools)
    sessions.assign([input], member)
    const first = sessions.get(input)
    sessions.assign([input, other], member)
    expect(sessions.get(input)).toBe(first)
  })

  it.each<[string, (sessions: PartitionSessions<'calls.ended.v1', 'calls.enriched.v1'>) => void]>([
    ['their assignment', (sessions) => sessions.assign([], member)],
    ['the consumer', (sessions) => sessions.lost()],
    ['a membership that the group has forgotten', (sessions) => sessions.assign([input], 'member-2')],
  ])('end with %s, and are others when their partitions come back', (_, end) => {
    const sessions = new PartitionSessions(session().tools)
    sessions.assign([input], member)
    const first = sessions.get(input)
    end(sessions)
    sessions.assign([input], 'member-2')
    expect(sessions.get(input)).toBeInstanceOf(PartitionSession)
    expect(sessions.get(input)).not.toBe(first)
  })

  it('that are being closed write no more once their partition is lost', async () => {
    const begun = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const wrote = vi.fn()
    const { tools } = session({}, async (calls, context) => {
      begun.resolve()
      await goOn.promise
      context.assertOwned()
      wrote()
      return emitAll(calls, context)
    })
    const sessions = new PartitionSessions(tools)
    sessions.assign([input], member)
    await sessions.get(input)!.open()
    const taken = sessions.get(input)!.take(batchOf([5]))
    await begun.promise
    const closed = sessions[Symbol.asyncDispose]()
    sessions.assign([], member)
    goOn.resolve()
    await Promise.all([taken, closed])
    expect(wrote).not.toHaveBeenCalled()
  })
})
