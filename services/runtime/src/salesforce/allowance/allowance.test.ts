import { describe, expect, it } from 'vitest'
import { Allowance } from './allowance.ts'
import type { AllowanceSettings } from './allowance.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

function allowanceOf(settings: Partial<AllowanceSettings> = {}) {
  let now = Date.parse('2026-03-14T10:00:00Z')
  const allowance = new Allowance(
    { dailyCalls: null, reserveCalls: '0', pauseMs: 5 * minuteMs, ...settings },
    () => now,
  )
  const said = (usage: string) => ({ 'sforce-limit-info': usage })
  return {
    allowance,
    said,
    call: (usage?: string) => allowance.begin().answered(usage === undefined ? {} : said(usage)),
    pass: (ms: number) => void (now += ms),
  }
}

const spentFor = (retryAfterMs: unknown) =>
  expect.objectContaining({
    code: 'SALESFORCE_API_BUDGET_SPENT',
    disposition: 'outage',
    wasNotAsked: true,
    retryAfterMs,
  })

describe('the org’s allocation', () => {
  it('is what Salesforce said last', () => {
    const { allowance, call } = allowanceOf()
    expect(allowance.org).toBeUndefined()
    call('api-usage=41/100')
    call()
    expect(allowance.org).toEqual({ used: 41, limit: 100 })
    call('api-usage=7/100')
    expect(allowance.org).toEqual({ used: 7, limit: 100 })
  })

  it('is not what an answer says that was overtaken', () => {
    const { allowance, said } = allowanceOf()
    const [first, second] = [allowance.begin(), allowance.begin()]
    second.answered(said('api-usage=42/100'))
    first.answered(said('api-usage=41/100'))
    expect(allowance.org).toEqual({ used: 42, limit: 100 })
  })

  it.each([
    ['10', 89, 90],
    ['10%', 89, 90],
    ['0', 99, 100],
    ['100%', -1, 0],
  ])('keeps a reserve of %s', (reserveCalls, most, tooMany) => {
    const { call } = allowanceOf({ reserveCalls })
    if (most >= 0) {
      call(`api-usage=${most}/100`)
      call(`api-usage=${tooMany}/100`)
    } else {
      call(`api-usage=${tooMany}/100`)
    }
    expect(call).toThrow(spentFor(5 * minuteMs))
  })

  it('keeps its reserve from calls that are under way together', () => {
    const { allowance, call } = allowanceOf({ reserveCalls: '10' })
    call('api-usage=88/100')
    allowance.begin()
    const lost = allowance.begin()
    expect(call).toThrow(spentFor(expect.any(Number)))
    // It may have been counted.
    lost.unanswered()
    expect(call).toThrow(spentFor(expect.any(Number)))
  })

  it('is asked for once in a pause while it is spent, and then used again', () => {
    const { call, pass } = allowanceOf({ reserveCalls: '10' })
    call('api-usage=95/100')
    pass(3 * minuteMs)
    expect(call).toThrow(spentFor(2 * minuteMs))
    pass(2 * minuteMs)
    call('api-usage=91/100')
    expect(call).toThrow(spentFor(5 * minuteMs))
    pass(5 * minuteMs)
    call('api-usage=50/100')
    call('api-usage=51/100')
  })

  it('is asked for once in a pause, also while the answer is awaited or does not come', () => {
    const { allowance, call, pass } = allowanceOf({ reserveCalls: '10' })
    call('api-usage=95/100')
    pass(5 * minuteMs)
    const asked = allowance.begin()
    expect(call).toThrow(spentFor(5 * minuteMs))
    asked.unanswered()
    expect(call).toThrow(spentFor(5 * minuteMs))
  })

  it('may be smaller for the app', () => {
    const { call } = allowanceOf()
    call('api-usage=50/100; per-app-api-usage=9/10(appName=calltrail)')
    call('api-usage=51/100; per-app-api-usage=10/10(appName=calltrail)')
    expect(call).toThrow(spentFor(5 * minuteMs))
  })
})

describe('Calltrail’s own budget', () => {
  it('is a number of calls in any 24 hours', () => {
    const { call, pass } = allowanceOf({ dailyCalls: '3' })
    call()
    pass(dayMs / 2)
    call()
    call()
    expect(call).toThrow(spentFor(minuteMs * 60))
    // The first one is forgotten a little after a day.
    pass(dayMs / 2 + 5 * minuteMs)
    call()
    expect(call).toThrow(spentFor(expect.any(Number)))
  })

  it('may be a share of the org’s allocation, once that is known', () => {
    const { call } = allowanceOf({ dailyCalls: '2%' })
    call('api-usage=0/100')
    call('api-usage=1/100')
    expect(call).toThrow(spentFor(expect.any(Number)))
  })
})

describe('what is left', () => {
  it('is without a limit before anything is known', () => {
    expect(allowanceOf({ dailyCalls: '50%' }).allowance.leftCalls()).toBe(Infinity)
  })

  it.each([
    ['api-usage=0/100', '10', null, 90],
    ['api-usage=80/100', '10%', null, 10],
    ['api-usage=95/100', '10%', null, 0],
    ['api-usage=0/100; per-app-api-usage=3/4(appName=a)', '0', null, 1],
    ['api-usage=0/100', '0', '4', 3],
    ['api-usage=0/100; per-app-api-usage=0/0(appName=a)', '0', null, 0],
  ])('after %s with a reserve of %s and a budget of %s is %d', (usage, reserveCalls, dailyCalls, left) => {
    const { allowance, call } = allowanceOf({ reserveCalls, dailyCalls })
    call(usage)
    expect(allowance.leftCalls()).toBe(left)
  })
})
