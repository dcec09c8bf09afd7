import { describe, expect, it } from 'vitest'
import { summaryOf } from './summary.ts'
import { loggedResult, refusedResult, run, skippedResult } from './testing/results.ts'

describe('a run is as expected', () => {
  it('when every sample is, and everything adds up', () => {
    const results = [loggedResult(1), skippedResult(2), refusedResult(3)]
    expect(summaryOf(run(results))).toMatchObject({
      accepted: 2,
      refused: 1,
      isConserved: true,
      isAsExpected: true,
    })
  })

  it('and is not when one sample deviates', () => {
    const deviation = { what: 'contact', expected: 'John Doe', got: 'Jane Roe' }
    expect(summaryOf(run([{ ...loggedResult(1), deviations: [deviation] }])).isAsExpected).toBe(false)
  })

  it('nor when an accepted event has no outcome, or two', () => {
    const { happened } = loggedResult(1)
    const none = loggedResult(1, { logged: [], tasks: [] })
    const two = loggedResult(1, { logged: [...happened.logged, ...happened.logged] })
    for (const result of [none, two]) {
      expect(summaryOf(run([result]))).toMatchObject({ isConserved: false, isAsExpected: false })
    }
  })

  it('nor when Salesforce has a Task of nobody’s', () => {
    expect(summaryOf(run([loggedResult(1)], { strayTasks: 1 })).isAsExpected).toBe(false)
  })
})

it('an org that others write to as well is not counted', () => {
  const summary = summaryOf(run([loggedResult(1)], { strayTasks: undefined }))
  expect(summary).toMatchObject({ tasks: 1, isAsExpected: true })
})

it('contacts are counted once, by their latest call', () => {
  const results = [loggedResult(1), loggedResult(2)]
  expect(summaryOf(run(results))).toMatchObject({ contacts: 1, contactsUpdated: 1 })
})

it('times are those of the calls that were logged', () => {
  const results = [100, 200, 300].map((tookMs, index) => ({ ...loggedResult(index + 1), tookMs }))
  expect(summaryOf(run([...results, skippedResult(9)]))).toMatchObject({ p50Ms: 200, p95Ms: 300 })
})
