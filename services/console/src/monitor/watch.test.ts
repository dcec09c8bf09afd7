import { openMetrics, PipelineError } from '@calltrail/runtime'
import { expect, it, onTestFinished } from 'vitest'
import { stageInputs } from '../domain/call-topics.ts'
import { fakeCallRecords } from '../testing/call-records.ts'
import { deadLetterRecord, failedAt } from '../testing/dead-letters.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import { startWatch } from './watch.ts'
import { observeWatch } from './watch-metrics.ts'

const input = stageInputs[0]!
const intervalMs = 5

/** A watch on a Kafka in which a record waits and a letter is dead, and that can be made to go away. */
function setUp() {
  let now = failedAt + 60_000
  let isAway = false
  let failure = new Error('nobody answers')
  let looks = 0
  let opened = 0
  let closed = 0
  let wake = () => {}
  const lines: string[] = []
  const open = async () => {
    if (isAway) {
      looks += 1
      wake()
      throw failure
    }
    opened += 1
    return {
      records: fakeCallRecords([]),
      archive: fakeDesk([deadLetterRecord(0)]).archive,
      queues: {
        positions: async () => [{ input, partition: 0, committed: 0, end: 1 }],
        async processes() {
          looks += 1
          wake()
          if (isAway) throw failure
          return new Map([['enricher', 1] as const])
        },
        read: async (
          _: unknown,
          visit: (record: { topic: string; partition: number; offset: number; dueAt: number }) => void,
        ) => visit({ topic: input.name, partition: 0, offset: 0, dueAt: failedAt }),
      },
      async [Symbol.asyncDispose]() {
        closed += 1
      },
    }
  }
  const log = {
    info: (_: object, message: string) => void lines.push(`info ${message}`),
    warn: (_: object, message: string) => void lines.push(`warn ${message}`),
  }
  const watch = startWatch({ open, intervalMs, log, now: () => now })
  onTestFinished(() => watch[Symbol.asyncDispose]())
  return {
    watch,
    lines,
    counts: () => ({ opened, closed }),
    away: (yes: boolean) => void (isAway = yes),
    failsWith: (error: Error) => void (failure = error),
    pass: (ms: number) => void (now += ms),
    /** Resolves when two more looks have begun: then one is done that began after this call. */
    async looked() {
      const wanted = looks + 2
      while (looks < wanted) await new Promise<void>((resolve) => (wake = resolve))
    },
    clock: () => now,
  }
}

it('sees what waits and what is dead, and tells it as metrics', async () => {
  const { watch, looked, clock, pass } = setUp()
  await looked()
  expect(watch.hasLooked()).toBe(true)
  await using metrics = openMetrics()
  observeWatch(metrics.meter, watch, clock)
  pass(1)
  const text = await metrics.text()
  const labels = `stage="enricher",topic="${input.name}",partition="0"`
  expect(text).toContain(`calltrail_consumer_lag_records{${labels}} 1`)
  expect(text).toMatch(new RegExp(`calltrail_consumer_lag_seconds\\{${labels}\\} 60\\.001`))
  expect(text).toContain('calltrail_dead_letters_open{stage="enricher"} 1')
  expect(text).toContain('calltrail_dead_letters_open{stage="sink"} 0')
  expect(text).toMatch(/calltrail_dead_letter_oldest_seconds\{stage="enricher"\} 60\.001/)
  expect(text).toContain('calltrail_dead_letter_oldest_seconds{stage="sink"} 0')
})

it('while Kafka does not answer nothing stale is shown, it is said once, and the time since the last look grows', async () => {
  const { watch, looked, clock, away, pass, lines, counts } = setUp()
  await using metrics = openMetrics()
  observeWatch(metrics.meter, watch, clock)
  await looked()
  expect(await metrics.text()).toContain('calltrail_consumer_lag_records{')

  away(true)
  await looked()
  await looked()
  expect(watch.sight()).toBeUndefined()
  pass(45_000)
  const text = await metrics.text()
  expect(text).not.toContain('calltrail_consumer_lag')
  expect(text).not.toContain('calltrail_dead_letter')
  expect(text).toMatch(/calltrail_monitor_looked_seconds 45/)
  expect(lines).toEqual(['warn Kafka does not answer'])
  expect(counts()).toEqual({ opened: 1, closed: 1 })

  away(false)
  await looked()
  expect(watch.sight()).toBeDefined()
  expect(lines).toEqual(['warn Kafka does not answer', 'info Kafka answers again'])
})

it('a Kafka that refuses the monitor is told from one that does not answer, and each thing that it refuses once', async () => {
  const { looked, away, failsWith, lines } = setUp()
  failsWith(new PipelineError('KAFKA_ACCESS_DENIED', 'a topic'))
  away(true)
  await looked()
  await looked()
  failsWith(new PipelineError('KAFKA_ACCESS_DENIED', 'the right READ on topic calls.ended.v1'))
  await looked()
  failsWith(new Error('nobody answers'))
  await looked()
  away(false)
  await looked()
  expect(lines).toEqual([
    'warn Kafka refuses the monitor',
    'warn Kafka refuses the monitor',
    'warn Kafka does not answer',
    'info Kafka answers again',
  ])
})

it('a look that hangs does not keep an old one on show', async () => {
  const { watch, looked, pass } = setUp()
  await looked()
  await watch[Symbol.asyncDispose]()
  expect(watch.sight()).toBeDefined()
  pass(3 * intervalMs + 1)
  expect(watch.sight()).toBeUndefined()
})
