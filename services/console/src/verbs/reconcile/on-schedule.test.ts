import { ConfigError } from '@calltrail/runtime'
import { expect, it, vi } from 'vitest'
import type { Console } from '../../console.ts'
import { ConsoleError } from '../../domain/console-error.ts'
import { agent, conversation, customer } from '../../testing/conversations.ts'
import { fakeConsole } from '../../testing/fake-console.ts'
import { fakeBookmarks, fakeReconcileDesk } from '../../testing/fake-reconcile-desk.ts'
import type { FakeBookmarks, FakeDesk } from '../../testing/fake-reconcile-desk.ts'
import { reconcileOnSchedule } from './on-schedule.ts'
import type { ReconcileOptions } from './options.ts'

const hour = 3_600_000
const now = Date.parse('2026-03-14T12:00:00Z')
const every = 20

const defaults: ReconcileOptions = {
  lag: 0,
  longestCall: 4 * hour,
  perSecond: 1_000,
  limit: 200,
  state: 'nowhere',
}

/** One call that ended two hours ago, and was never received. */
function deskWithLost(): FakeDesk {
  const endedAt = Date.parse('2026-03-14T10:10:30Z')
  const participants = [customer, agent('a')]
  const lost = conversation({ conversationId: 'lost', startedAt: endedAt - 600_000, endedAt, participants })
  return fakeReconcileDesk({ conversations: [lost] })
}

interface Case {
  readonly desk?: FakeDesk
  readonly options?: Partial<ReconcileOptions>
  readonly console?: Partial<Console>
  readonly bookmarks?: FakeBookmarks
  readonly failing?: (run: number) => unknown
}

/** Runs until `times` runs have asked Genesys, or failed to. */
async function schedule(times: number, given: Case = {}) {
  const { desk = deskWithLost(), options, bookmarks = fakeBookmarks(), failing } = given
  const stop = new AbortController()
  let time = now
  let runs = 0
  const { console, written } = fakeConsole({
    now: () => (time += 1),
    signal: stop.signal,
    ...given.console,
  })
  const openDesk = async () => {
    runs += 1
    if (runs === times) stop.abort()
    const failure = failing?.(runs)
    if (failure !== undefined) throw failure as Error
    return desk
  }
  const outcome: unknown = await reconcileOnSchedule(
    console,
    { ...defaults, ...options, every },
    { openDesk, bookmarks },
  ).catch((error: unknown) => error)
  return { outcome, runs, ...written, desk, bookmarks }
}

it('each run goes on where the last one ended, until Ctrl-C', async () => {
  const { outcome, runs, desk, bookmarks } = await schedule(3)
  expect(outcome).toBe(130)
  expect(runs).toBe(3)
  expect(desk.closed).toBe(3)
  const asked = desk.genesys.asked.map(({ span }) => span)
  expect(asked[0]).toMatchObject({ from: expect.closeTo(now - every - 4 * hour, -2) })
  const ends = [...new Set(asked.map(({ to }) => to))]
  expect(ends.length).toBeGreaterThan(1)
  expect(bookmarks.all.get('schedule')).toMatchObject({ doneUntil: ends.at(-1) })
})

it('begins where an earlier process ended', async () => {
  const bookmarks = fakeBookmarks()
  const tally = { conversations: 9, verdicts: {}, skipped: {}, sent: 0, refused: 0 }
  const doneUntil = Date.parse('2026-03-14T10:00:00Z')
  await bookmarks.write('schedule', { doneUntil, tally })
  const desk = deskWithLost()
  const { stdout } = await schedule(2, { desk, bookmarks, options: { from: '7d' } })
  expect(desk.genesys.asked[0]!.span.from).toBe(doneUntil - 4 * hour)
  expect(stdout).toContain('lost:a')
  expect(stdout).toContain('1 voice conversation ended from 2026-03-14 10:00:00Z')
})

it('a run that fails is told, and its time is part of the next one', async () => {
  const failure = new ConsoleError(1, 'Kafka did not answer')
  const options = { from: '2026-03-14T10:00Z' }
  const { stderr, stdout, outcome } = await schedule(3, {
    options,
    failing: (run) => (run === 1 ? failure : undefined),
  })
  expect(outcome).toBe(130)
  expect(stderr).toMatch(/^2026-03-14 12:00:00Z Kafka did not answer$/m)
  expect(stdout).toContain('lost:a')
})

it('nobody is asked before calls are sent', async () => {
  const confirm = vi.fn(async () => false)
  const options = { from: '2026-03-14T10:00Z', repair: true }
  const { desk } = await schedule(2, { options, console: { confirm } })
  expect(confirm).not.toHaveBeenCalled()
  expect(desk.sent).toMatchObject([{ conversationId: 'lost' }])
})

it('a variable that is missing ends it', async () => {
  const failure = new ConfigError(['INGRESS_URL is not set.'])
  expect(await schedule(3, { failing: () => failure })).toMatchObject({ outcome: failure, runs: 1 })
})
