import { describe, expect, it } from 'vitest'
import type { Conversation } from '../domain/conversation.ts'
import type { Finding } from '../domain/finding.ts'
import { agent, conversation, customer } from '../testing/conversations.ts'
import { fakeBookmarks, fakeReconcileDesk } from '../testing/fake-reconcile-desk.ts'
import type { FakeDesk } from '../testing/fake-reconcile-desk.ts'
import { runReconciliation } from './run.ts'
import type { RunObserver, RunOrder } from './run.ts'

const at = (text: string) => Date.parse(`2026-03-${text}Z`)
const span = { from: at('14T00:00'), to: at('17T00:00') }

const call = (day: number, name = `day-${day}`): Conversation =>
  conversation({
    conversationId: name,
    startedAt: at(`${day}T10:00`),
    endedAt: at(`${day}T10:10`),
    participants: [customer, agent('a')],
  })
/** One a day, of which none was received. */
const lost = [call(14), call(15), call(16)]

interface Seen {
  readonly findings: Finding[]
  readonly questions: number[]
  readonly resumed: number[]
  readonly refused: string[]
}

function run(desk: FakeDesk, changes: Partial<RunOrder> = {}, observer: Partial<RunObserver> = {}) {
  const seen: Seen = { findings: [], questions: [], resumed: [], refused: [] }
  const bookmarks = fakeBookmarks()
  const result = runReconciliation({
    desk,
    span,
    bookmarks,
    name: 'test',
    resume: true,
    longestCallMs: 3_600_000,
    rememberedSince: 0,
    alwaysAskSalesforce: false,
    repair: undefined,
    signal: new AbortController().signal,
    ...changes,
    observer: {
      resumed: (doneUntil) => void seen.resumed.push(doneUntil),
      listing: () => {},
      compared: (_, __, findings) => void seen.findings.push(...findings),
      mayRepair: async (_, count) => {
        seen.questions.push(count)
        return true
      },
      sending: () => {},
      refused: (refusals) => void seen.refused.push(...refusals.map(({ eventId }) => eventId)),
      ...observer,
    },
  })
  return { result, seen, bookmarks }
}

const repair = { restore: false, perSecond: 1_000, now: () => performance.now() }
const sentIds = ({ sent }: FakeDesk) => sent.map(({ conversationId }) => conversationId)

describe('a run', () => {
  it('goes through all days and remembers the end of the last', async () => {
    const { result, seen, bookmarks } = run(
      fakeReconcileDesk({ conversations: lost, traces: { 'day-15:a': [{ kind: 'logged' }] } }),
    )
    expect(await result).toMatchObject({
      tally: { conversations: 3, verdicts: { 'never-received': 2, logged: 1 } },
      doneUntil: span.to,
      comparedUntil: span.to,
    })
    expect(seen.findings.map(({ event }) => event.eventId)).toEqual(['day-14:a', 'day-15:a', 'day-16:a'])
    expect(bookmarks.all.get('test')).toMatchObject({ doneUntil: span.to, tally: { conversations: 3 } })
  })

  it('that is interrupted keeps the days that are done, and the next one goes on with the others', async () => {
    const interruption = new AbortController()
    const desk = fakeReconcileDesk({
      conversations: lost,
      // A day is asked about by two pages: the end of the day before, and itself.
      beforePage: (asked) => {
        if (asked === 4) interruption.abort()
      },
    })
    const first = run(desk, { signal: interruption.signal })
    expect(await first.result).toMatchObject({
      tally: { conversations: 1 },
      doneUntil: at('15T00:00'),
      ended: { by: 'interruption' },
    })

    const second = run(desk, { bookmarks: first.bookmarks })
    expect(await second.result).toMatchObject({ tally: { conversations: 3 }, doneUntil: span.to })
    expect(second.seen.resumed).toEqual([at('15T00:00')])
    expect(second.seen.findings.map(({ event }) => event.eventId)).toEqual(['day-15:a', 'day-16:a'])
  })

  it('begins anew when it is told to', async () => {
    const bookmarks = fakeBookmarks()
    await run(fakeReconcileDesk({ conversations: lost }), { bookmarks }).result
    const { seen } = run(fakeReconcileDesk({ conversations: lost }), { bookmarks, resume: false })
    await expect.poll(() => seen.findings.length).toBe(3)
    expect(seen.resumed).toEqual([])
  })

  it('of which Genesys fails keeps the days that are done, and says what went wrong', async () => {
    const failure = new Error('Genesys did not answer')
    const desk = fakeReconcileDesk({
      conversations: lost,
      beforePage: (asked) => {
        if (asked === 6) throw failure
      },
    })
    expect(await run(desk).result).toMatchObject({
      doneUntil: at('16T00:00'),
      ended: { by: 'failure', failure },
    })
  })
})

describe('Salesforce', () => {
  it('is asked about the days that Kafka has forgotten, and about others only when that is wanted', async () => {
    const desk = fakeReconcileDesk({ conversations: lost, tasks: ['day-14:a'] })
    const { result, seen } = run(desk, { rememberedSince: at('15T12:00') })
    expect((await result).tally.verdicts).toEqual({ logged: 1, 'no-task': 1, 'never-received': 1 })
    expect(desk.askedSalesforce).toHaveLength(2)
    expect(seen.findings.map(({ verdict }) => verdict.kind)).toEqual(['logged', 'no-task', 'never-received'])

    const always = fakeReconcileDesk({ conversations: lost, tasks: [] })
    await run(always, { alwaysAskSalesforce: true }).result
    expect(always.askedSalesforce).toHaveLength(3)
  })
})

describe('a repair', () => {
  it('asks for each day, sends what was never received, and nothing else', async () => {
    const desk = fakeReconcileDesk({
      conversations: [...lost, call(14, 'dead'), call(14, 'flying'), call(14, 'skipped'), call(14, 'logged')],
      traces: {
        'dead:a': [{ kind: 'dead', handle: 'sink-0-1', code: 'SALESFORCE_ROW_LOCKED', at: 1, state: 'open' }],
        'flying:a': [{ kind: 'received', at: 1 }],
        'skipped:a': [{ kind: 'skipped', reason: 'INTERNAL_CALL' }],
        'logged:a': [{ kind: 'logged' }],
      },
    })
    const { result, seen } = run(desk, { repair })
    expect((await result).tally).toMatchObject({ sent: 3, refused: 0 })
    expect(seen.questions).toEqual([1, 1, 1])
    expect(sentIds(desk)).toEqual(['day-14', 'day-15', 'day-16'])
  })

  it('done twice sends nothing the second time', async () => {
    const desk = fakeReconcileDesk({ conversations: lost })
    await run(desk, { repair }).result
    const { result, seen } = run(desk, { repair })
    expect((await result).tally).toMatchObject({ sent: 0, verdicts: { 'in-flight': 3 } })
    expect(seen.questions).toEqual([])
    expect(desk.sent).toHaveLength(3)
  })

  it('sends calls whose Tasks are gone when they are to be restored', async () => {
    const traces = { 'day-14:a': [{ kind: 'logged' as const }] }
    const desk = fakeReconcileDesk({ conversations: [call(14)], traces, tasks: [] })
    const order = { alwaysAskSalesforce: true }
    await run(desk, { ...order, repair }).result
    expect(desk.sent).toEqual([])
    await run(desk, { ...order, repair: { ...repair, restore: true } }).result
    expect(sentIds(desk)).toEqual(['day-14'])
  })

  it('that is answered with a no ends, with the day not done', async () => {
    const desk = fakeReconcileDesk({ conversations: lost })
    const { result, bookmarks } = run(desk, { repair }, { mayRepair: async () => false })
    expect(await result).toMatchObject({
      ended: { by: 'no' },
      doneUntil: span.from,
      comparedUntil: at('15T00:00'),
    })
    expect(desk.sent).toEqual([])
    expect(bookmarks.all.size).toBe(0)
  })

  it('goes on after a call that the ingress refuses, and names it', async () => {
    const desk = fakeReconcileDesk({
      conversations: lost,
      admit: ({ conversationId }) =>
        conversationId === 'day-15' ? { kind: 'refused', reason: 'endTime is wrong' } : { kind: 'taken' },
    })
    const { result, seen } = run(desk, { repair })
    expect(await result).toMatchObject({ tally: { sent: 2, refused: 1 }, doneUntil: span.to })
    expect(seen.refused).toEqual(['day-15:a'])
  })

  it('that is interrupted sends no more, and the next one sends the rest', async () => {
    const interruption = new AbortController()
    const day = [call(14, 'a'), call(14, 'b'), call(14, 'c')]
    const desk = fakeReconcileDesk({
      conversations: day,
      admit: (_, sent) => {
        if (sent === 1) interruption.abort()
        return { kind: 'taken' }
      },
    })
    const first = run(desk, { repair, signal: interruption.signal })
    expect(await first.result).toMatchObject({
      tally: { sent: 2 },
      doneUntil: span.from,
      ended: { by: 'interruption' },
    })
    expect((await run(desk, { repair }).result).tally).toMatchObject({ sent: 1 })
    expect(sentIds(desk)).toEqual(['a', 'b', 'c'])
  })

  it('stops when the ingress is away, and says how many it sent', async () => {
    const failure = new Error('The ingress did not answer')
    const desk = fakeReconcileDesk({
      conversations: lost,
      admit: (_, sent) => {
        if (sent === 1) throw failure
        return { kind: 'taken' }
      },
    })
    expect(await run(desk, { repair }).result).toMatchObject({
      tally: { sent: 1 },
      doneUntil: at('15T00:00'),
      ended: { by: 'failure', failure },
    })
  })

  it('keeps its pace', async () => {
    const desk = fakeReconcileDesk({ conversations: [call(14, 'a'), call(14, 'b'), call(14, 'c')] })
    const beganAt = performance.now()
    await run(desk, { repair: { ...repair, perSecond: 20 } }).result
    // Two had gone before the last one. Timers may be a millisecond early.
    expect(performance.now() - beganAt).toBeGreaterThan(100 - 3)
    expect(desk.sent).toHaveLength(3)
  })
})
