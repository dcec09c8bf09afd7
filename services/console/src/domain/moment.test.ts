import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageInWords, momentOf } from './moment.ts'

const now = Date.parse('2026-03-14T12:00:00Z')

describe('a moment', () => {
  it.each([
    ['90s', '2026-03-14T11:58:30Z'],
    ['30m', '2026-03-14T11:30:00Z'],
    ['2h', '2026-03-14T10:00:00Z'],
    ['7d', '2026-03-07T12:00:00Z'],
    ['0s', '2026-03-14T12:00:00Z'],
    ['2026-03-14', '2026-03-14T00:00:00Z'],
    ['2026-03-14T10:00Z', '2026-03-14T10:00:00Z'],
    ['2026-03-14T10:00:31.250Z', '2026-03-14T10:00:31.250Z'],
    ['2026-03-14T10:00+02:00', '2026-03-14T08:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%s is %s', (text, expected) => {
    expect(momentOf(text, now)).toBe(Date.parse(expected))
  })

  it('without a zone is UTC, also where the machine’s clock is not, and may be copied from a list', () => {
    expect(momentOf('2026-03-14T10:00', now)).toBe(Date.parse('2026-03-14T10:00:00Z'))
    expect(momentOf('2026-03-14 10:00:31Z', now)).toBe(Date.parse('2026-03-14T10:00:31Z'))
  })

  it.each(['', '7', 'd', '7 d', '-7d', '1.5h', '7D', '1234567d', 'yesterday', '2026', '14.03.2026'])(
    'is not %j',
    (text) => {
      expect(momentOf(text, now)).toBeUndefined()
    },
  )

  it.each(['2026-02-31', '2026-13-01', '2026-03-14T25:00Z', '2026-03-14T10:60Z', '2026-03-14T10:00Z or so'])(
    'is not %j, which is in no calendar',
    (text) => {
      expect(momentOf(text, now)).toBeUndefined()
    },
  )

  it('is the number of a time that was written as ISO, whichever it is', () => {
    const times = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(fc.property(times, (time) => momentOf(time.toISOString(), now) === time.getTime()))
  })

  it('is a whole number or nothing, whatever was typed', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.stringMatching(/^\d{1,7}[a-z]$/),
      fc.stringMatching(/^[\d:TZ -]{8,24}$/),
    )
    fc.assert(
      fc.property(typed, (text) => {
        const moment = momentOf(text, now)
        expect(moment === undefined || Number.isSafeInteger(moment)).toBe(true)
      }),
    )
  })
})

it.each([
  [-5_000, '0 s'],
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [47 * 3_600_000, '47 h'],
  [48 * 3_600_000, '2 days'],
])('an age of %i ms is said as %s', (ageMs, words) => {
  expect(ageInWords(ageMs)).toBe(words)
})
