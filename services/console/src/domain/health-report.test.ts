import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CallBooks } from './call-books.ts'
import type { Trace } from './event-trail.ts'
import { healthReportOf } from './health-report.ts'

const span = { from: 1_000_000, to: 2_000_000 }
const at = span.from + 1_000

function report(write: (books: CallBooks) => void) {
  const books = new CallBooks()
  write(books)
  return healthReportOf(books.calls(), span)
}

const created = (passageMs = 500) =>
  ({ result: 'CREATED', skipReason: null, receivedAt: at, loggedAt: at + passageMs }) as const
const skipped = (skipReason: string) => ({ ...created(), result: 'SKIPPED', skipReason }) as const
const dead = (state: 'open' | 'replayed' | 'resolved'): Trace => ({
  kind: 'dead',
  handle: 'sink-0-1',
  code: 'SALESFORCE_ROW_LOCKED',
  at,
  state,
})

describe('the report', () => {
  it('counts each call that was accepted in the span, once, by what became of it', () => {
    const told = report((books) => {
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) books.accepted(id, at)
      books.logged('a', created())
      books.logged('b', skipped('UNKNOWN_CALLER'))
      books.dead('c', dead('open'))
      books.dead('d', dead('resolved'))
      books.dead('e', dead('replayed'))
      books.enriched('f', at, { contactMatch: 'PHONE' })
      // These came before the span, and again in it.
      books.accepted('g', span.from - 1)
      books.accepted('h', span.from - 1)
      books.accepted('h', at)
    })
    expect(told).toMatchObject({
      total: 6,
      logged: 1,
      skipped: 1,
      skippedByReason: { UNKNOWN_CALLER: 1 },
      failed: 1,
      resolved: 1,
      inFlight: 2,
      notEnriched: 1,
      inFlightSince: at,
      successRate: 0.5,
    })
  })

  it('adds up, whatever was told in whatever order', () => {
    const id = fc.constantFrom('a', 'b', 'c:1', 'c:2', 'c', 'd:1', 'd')
    const time = fc.integer({ min: span.from - 10_000, max: span.to + 10_000 })
    const step = fc.oneof(
      fc.record({ kind: fc.constant('accepted' as const), id, time }),
      fc.record({ kind: fc.constant('enriched' as const), id, time }),
      fc.record({ kind: fc.constant('logged' as const), id, time }),
      fc.record({ kind: fc.constant('skipped' as const), id, time }),
      fc.record({
        kind: fc.constantFrom('open' as const, 'replayed' as const, 'resolved' as const),
        id,
        time,
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const first = new Map<string, number>()
        const told = report((books) => {
          for (const { kind, id, time } of steps) {
            if (kind === 'accepted') {
              books.accepted(id, time)
              first.set(id, Math.min(first.get(id) ?? Infinity, time))
            } else if (kind === 'enriched') books.enriched(id, time, { contactMatch: 'PHONE' })
            else if (kind === 'logged') books.logged(id, created())
            else if (kind === 'skipped') books.logged(id, skipped('TOO_SHORT'))
            else books.dead(id, dead(kind))
          }
        })
        const accepted = [...first.values()].filter((time) => time >= span.from && time < span.to).length
        expect(told.total).toBe(accepted)
        expect(told.logged + told.skipped + told.failed + told.resolved + told.inFlight).toBe(accepted)
      }),
    )
  })

  it('has no rate and no time when there is nothing to have them of', () => {
    const told = report((books) => books.accepted('a', at))
    expect(told).toMatchObject({ total: 1, inFlight: 1 })
    expect(told.successRate).toBeUndefined()
    expect(told.averageMs).toBeUndefined()
    expect(told.p95Ms).toBeUndefined()
  })

  it('the time is that of the first Task, and 95 of 100 took no longer than it says', () => {
    const told = report((books) => {
      for (let call = 1; call <= 100; call += 1) {
        books.accepted(`call-${call}`, at)
        books.logged(`call-${call}`, created(10 * call))
        // A revision, hours later.
        books.logged(`call-${call}`, created(9_000_000))
      }
    })
    expect(told.averageMs).toBe(505)
    expect(told.p95Ms).toBe(950)
  })

  it('not found are calls of which nobody has the number, whether they were skipped or logged all the same', () => {
    const told = report((books) => {
      for (const id of ['a', 'b', 'c', 'd']) books.accepted(id, at)
      for (const id of ['a', 'b', 'c']) books.enriched(id, at, { contactMatch: 'NOT_FOUND' })
      books.enriched('d', at, { contactMatch: 'NO_NUMBER' })
      books.logged('a', skipped('UNKNOWN_CALLER'))
      books.logged('b', created())
      books.logged('d', skipped('NO_CUSTOMER_NUMBER'))
    })
    expect(told).toMatchObject({ notFound: 2, notFoundLogged: 1, inFlight: 1 })
  })
})

describe('an event about a whole conversation', () => {
  it('is what its agents’ parts are: failed as soon as one is, and not logged before all are that are known', () => {
    const parts = (books: CallBooks) => {
      books.accepted('c', at)
      books.enriched('c:1', at, { contactMatch: 'PHONE' })
      books.enriched('c:2', at, { contactMatch: 'PHONE' })
      books.logged('c:1', created())
    }
    expect(report(parts)).toMatchObject({ total: 1, inFlight: 1, notEnriched: 0 })
    expect(report((books) => (parts(books), books.dead('c:2', dead('open'))))).toMatchObject({ failed: 1 })
    expect(report((books) => (parts(books), books.logged('c:2', created())))).toMatchObject({
      total: 1,
      logged: 1,
    })
  })

  it('stands for the parts, where all agents of a conversation share a Task', () => {
    const told = report((books) => {
      books.accepted('c:1', at)
      books.accepted('c:2', at)
      books.enriched('c', at, { contactMatch: 'PHONE' })
      books.logged('c', created())
    })
    expect(told).toMatchObject({ total: 2, logged: 2, inFlight: 0 })
  })

  it('that has a story of its own is not what its parts are', () => {
    const told = report((books) => {
      books.accepted('c', at)
      books.logged('c', created())
      books.dead('c:1', dead('open'))
    })
    expect(told).toMatchObject({ total: 1, logged: 1, failed: 0 })
  })

  it('parts do not stand for each other', () => {
    const told = report((books) => {
      books.accepted('c:1', at)
      books.accepted('c:2', at)
      books.logged('c:1', created())
    })
    expect(told).toMatchObject({ logged: 1, inFlight: 1 })
  })
})
