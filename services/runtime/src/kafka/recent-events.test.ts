import { describe, expect, it } from 'vitest'
import { RecentEvents } from './recent-events.ts'

const rule = { fingerprint: (text: string) => text.toLowerCase(), windowMs: 60_000, maxEvents: 2 }
const start = Date.parse('2026-03-14T10:00:00Z')

function recentEvents() {
  const clock = { now: start }
  return { recent: new RecentEvents(rule, () => clock.now), clock }
}

describe('an event', () => {
  it('is recognised for as long as the window, from the time it was published', () => {
    const { recent, clock } = recentEvents()
    recent.add(recent.fingerprintOf('Call'), start - 10_000)
    clock.now += 49_000
    expect(recent.has('call')).toBe(true)
    clock.now += 2_000
    expect(recent.has('call')).toBe(false)
  })

  it('from before the window is not remembered at all', () => {
    const { recent } = recentEvents()
    recent.add('call', start - rule.windowMs)
    expect(recent.has('call')).toBe(false)
  })

  it('with a time in the future is remembered no longer than the window', () => {
    const { recent, clock } = recentEvents()
    recent.add('call', start + 10 * rule.windowMs)
    clock.now += rule.windowMs + 1_000
    expect(recent.has('call')).toBe(false)
  })

  it('makes room for newer ones, the oldest first', () => {
    const { recent } = recentEvents()
    for (const name of ['a', 'b', 'c']) recent.add(name, start)
    expect(['a', 'b', 'c'].map((name) => recent.has(name))).toEqual([false, true, true])
  })
})
