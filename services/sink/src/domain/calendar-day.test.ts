import { describe, expect, it } from 'vitest'
import { dayIn, isoTime } from './calendar-day.ts'

describe('the day of a call', () => {
  it.each([
    ['UTC', '2026-03-14T10:00:00Z', '2026-03-14'],
    ['UTC', '2026-03-14T23:59:59.999Z', '2026-03-14'],
    ['UTC', '2026-03-15T00:00:00Z', '2026-03-15'],
    ['America/Los_Angeles', '2026-03-15T06:59:59Z', '2026-03-14'],
    ['America/Los_Angeles', '2026-03-15T07:00:00Z', '2026-03-15'],
    ['Pacific/Auckland', '2026-03-14T11:00:00Z', '2026-03-15'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Asia/Kolkata', '2026-03-14T18:29:59Z', '2026-03-14'],
    ['Asia/Kolkata', '2026-03-14T18:30:00Z', '2026-03-15'],
    ['America/St_Johns', '2026-01-01T03:29:59Z', '2025-12-31'],
    ['America/St_Johns', '2026-01-01T03:30:00Z', '2026-01-01'],
    ['UTC', '2028-02-29T12:00:00Z', '2028-02-29'],
    ['UTC', '0999-01-02T00:00:00Z', '0999-01-02'],
  ])('in %s at %s is %s', (timeZone, time, day) => {
    expect(dayIn(timeZone, Date.parse(time))).toBe(day)
  })

  it.each([
    // Summer time begins on 2026-03-29 at 01:00 UTC: midnight is an hour earlier from then on.
    ['2026-03-28T22:59:59Z', '2026-03-28'],
    ['2026-03-28T23:00:00Z', '2026-03-29'],
    ['2026-03-29T21:59:59Z', '2026-03-29'],
    ['2026-03-29T22:00:00Z', '2026-03-30'],
    // It ends on 2026-10-25 at 01:00 UTC: that day has 25 hours.
    ['2026-10-24T22:00:00Z', '2026-10-25'],
    ['2026-10-25T22:59:59Z', '2026-10-25'],
    ['2026-10-25T23:00:00Z', '2026-10-26'],
  ])('in Berlin around the change of the clocks at %s is %s', (time, day) => {
    expect(dayIn('Europe/Berlin', Date.parse(time))).toBe(day)
  })
})

describe('a time', () => {
  it.each([
    [Date.UTC(2026, 2, 14, 10), '2026-03-14T10:00:00Z'],
    [Date.UTC(2026, 2, 14, 10, 0, 0, 1), '2026-03-14T10:00:00.001Z'],
    [0, '1970-01-01T00:00:00Z'],
  ])('of %i is %s', (time, text) => {
    expect(isoTime(time)).toBe(text)
  })
})
