import { describe, expect, it } from 'vitest'
import { RecentEvents, waitingSince } from './recent-events.ts'

const rule = { fingerprint: (text: string) => text.toLowerCase(), windowMs: 60_000, maxEvents: 2 }
const now = Date.parse('2026-03-14T10:00:00Z')
const recentEvents = () => new RecentEvents(rule, () => now)

describe('an event', () => {
  it.each([
    ['now', now - 120_000],
    ['yesterday, before a long outage', now - 86_400_000],
  ])('is recognised within the window of its topic’s time: %s', (_, published) => {
    const recent = recentEvents()
    recent.add(recent.fingerprintOf('Call'), published)
    expect(recent.has('call', published + 59_000)).toBe(true)
    expect(recent.has('call', published + 61_000)).toBe(false)
  })

  it('that was published out of order is recognised all the same', () => {
    const recent = recentEvents()
    recent.add('later', now - 10_000)
    recent.add('earlier', now - 30_000)
    expect(recent.has('earlier', now)).toBe(true)
    expect(recent.has('later', now - 60_000)).toBe(true)
  })

  it('that is only asked about makes no other one old: its batch may have to be tried again', () => {
    const recent = recentEvents()
    recent.add('call', now - 600_000)
    expect(recent.has('another', now)).toBe(false)
    expect(recent.has('call', now - 599_000)).toBe(true)
  })

  it('with a time in the future makes no other one old', () => {
    const recent = recentEvents()
    recent.add('call', now)
    recent.add('from a broken clock', now + 10 * rule.windowMs)
    expect(recent.has('call', now)).toBe(true)
  })

  it('makes room for newer ones, the oldest first', () => {
    const recent = recentEvents()
    for (const name of ['a', 'b', 'c']) recent.add(name, now)
    expect(['a', 'b', 'c'].map((name) => recent.has(name, now))).toEqual([false, true, true])
  })
})

describe('the age of what waits', () => {
  /** A partition with a record a minute, up to now. */
  const times = Array.from({ length: 10_000 }, (_, index) => now - (10_000 - index) * 60_000)
  const offsetAt = async (time: number) => {
    const index = times.findIndex((one) => one >= time)
    return BigInt(index < 0 ? times.length : index)
  }

  it('is none when nothing waits', async () => {
    expect(await waitingSince(offsetAt, 10_000n, now)).toBe(now)
  })

  it.each([9_999n, 9_000n, 5_000n, 0n])('is found, and at most doubled: offset %s', async (committed) => {
    const published = times[Number(committed)]!
    const since = await waitingSince(offsetAt, committed, now)
    expect(since).toBeLessThanOrEqual(published)
    expect(now - since).toBeLessThanOrEqual(2 * (now - published))
  })

  it('ends where Kafka has lost what waited', async () => {
    expect(await waitingSince(async () => 5n, 3n, now)).toBe(0)
  })
})
