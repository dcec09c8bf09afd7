import { createNoopMeter } from '@opentelemetry/api'
import { pino } from 'pino'
import { describe, expect, it, vi } from 'vitest'
import { StageAccounts } from './accounts.ts'
import type { PartitionWriter } from './partition-writer.ts'
import { PartitionSession } from './partition-session.ts'
import { PartitionSessions } from './partition-sessions.ts'
import { batchOf, committed, emitAll, input, session } from './testing/session-bench.ts'
import type { Tools } from './testing/session-bench.ts'

describe('a session', () => {
  it.each([
    ['ends the process when Kafka refuses to commit', 'TOPIC_AUTHORIZATION_FAILED', 1],
    ['does not when the commit fails for a reason that may pass', 'NOT_LEADER_FOR_PARTITION', 0],
  ])('%s, and parks nothing', async (_, type, times) => {
    const { tools, commit } = session()
    const refused = Object.assign(new Error('no'), { name: 'KafkaJSProtocolError', type })
    const failing = commit.mockRejectedValue(refused)
    const openWriter = async () => ({
      committedOffset: 5n,
      commit: failing,
      [Symbol.asyncDispose]: async () => {},
    })
    await using opened = new PartitionSession(input, { ...tools, openWriter })
    await opened.open()
    opened.take(batchOf([5]))
    await vi.waitFor(() => expect(tools.seek).toHaveBeenCalledTimes(2))
    expect(vi.mocked(tools.onFatal).mock.calls).toEqual(Array.from({ length: times }, () => [refused]))
    expect(commit.mock.calls.flatMap(([messages]) => messages.map(({ topic }) => topic))).toEqual([
      tools.context.stage.topics.output.name,
    ])
  })

  it('makes the consumer read on where the former owner’s work is committed, and works from there', async () => {
    const { session: opened, seek, process, commit } = session()
    await opened.open()
    expect(seek).toHaveBeenCalledExactlyOnceWith(input, 5n)
    opened.take(batchOf([4, 5, 6]))
    await committed(commit)
    expect(process.mock.calls.map(([calls]) => calls.length)).toEqual([2])
    expect(commit.mock.calls.map(([messages, next]) => [messages.length, next])).toEqual([[2, 7n]])
  })

  it('of the input topic lets no record wait because it says so: anybody may write there', async () => {
    const { session: opened, process, commit } = session()
    await opened.open()
    const batch = batchOf([5, 6])
    for (const message of batch.batch.messages) {
      Object.assign(message.headers!, { 'calltrail-not-before': new Date(Date.now() + 60_000).toISOString() })
    }
    opened.take(batch)
    await committed(commit)
    expect(process.mock.calls.map(([calls]) => calls.length)).toEqual([2])
  })

  it('that is opened by its first batch has that one read again, from the right place', async () => {
    const { session: opened, seek, process } = session()
    const { promise: resumed, resolve: resume } = Promise.withResolvers<void>()
    const first = batchOf([9], { pause: () => resume })
    opened.take(first)
    await resumed
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
      opened.take(batchOf([5, 6]))
      // The consumer is made to read it again, and with that the partition is opened anew.
      await vi.waitFor(() => expect(tools.seek).toHaveBeenCalledTimes(2))
      opened.take(batchOf([5, 6]))
      await vi.waitFor(() => expect(openWriter).toHaveBeenCalledTimes(2))
      expect(lines).toEqual(told)
    },
  )

  it('leaves a batch alone that was fetched before it went elsewhere in the topic', async () => {
    const { session: opened, process } = session()
    await opened.open()
    opened.take(batchOf([5], { isStale: () => true }))
    await opened[Symbol.asyncDispose]()
    expect(process).not.toHaveBeenCalled()
  })

  it('that goes on after a rebalance says again where to read on', async () => {
    const { session: opened, seek } = session()
    await opened.open()
    opened.take(batchOf([5, 6]))
    opened.rejoined()
    expect(seek).toHaveBeenLastCalledWith(input, 7n)
  })

  it('of a process that the group has not heard of hands nothing to the stage', async () => {
    const { session: opened, process } = session({ isMember: () => false })
    await opened.open()
    opened.take(batchOf([5]))
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
    opened.take(batchOf([5]))
    await begun.promise
    const ended = opened.revoke()
    revoked.resolve()
    await ended
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
    opened.take(batchOf([5]))
    await begun.promise
    const ended = opened[Symbol.asyncDispose]()
    released.resolve()
    await ended
    expect(commit).toHaveBeenCalledOnce()
    expect(closed).toHaveBeenCalledOnce()
  })

  it('that is closed waits for what is under way no longer than the process has', async () => {
    vi.useFakeTimers()
    try {
      const { session: opened, commit, closed } = session({}, () => new Promise(() => {}))
      await opened.open()
      opened.take(batchOf([5]))
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
    sessions.get(input)!.take(batchOf([5]))
    await begun.promise
    const closed = sessions[Symbol.asyncDispose]()
    sessions.assign([], member)
    goOn.resolve()
    await closed
    expect(wrote).not.toHaveBeenCalled()
  })
})
