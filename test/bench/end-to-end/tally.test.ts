import { expect, it } from 'vitest'
import { tally } from './tally.ts'

const at = (second: number) => Date.UTC(2026, 2, 14, 10, 0, second)
const call = (second: number, sentAt: number) => ({ startedAt: at(second), sentAt })
const task = (Id: string, second: number) => ({
  Id,
  Description: `Inbound Call from +1\nStart: ${new Date(at(second)).toISOString()}\nEnd: ${new Date(at(0)).toISOString()}`,
})

it('a call with one Task is logged, and waited from its webhook to the Task', () => {
  expect(tally([call(1, 1_000)], [task('a', 1)], { a: 1_250 })).toEqual({
    logged: 1,
    lost: 0,
    doubled: 0,
    waitsMs: [250],
  })
})

it('a call without a Task is lost, and has no wait', () => {
  expect(tally([call(1, 1_000), call(2, 1_000)], [task('a', 2)], { a: 1_100 })).toEqual({
    logged: 1,
    lost: 1,
    doubled: 0,
    waitsMs: [100],
  })
})

it('a call with several Tasks is doubled once, and was there with the first of them', () => {
  const tasks = [task('late', 1), task('first', 1), task('later', 1)]
  expect(tally([call(1, 1_000)], tasks, { late: 5_000, first: 1_200, later: 9_000 })).toEqual({
    logged: 1,
    lost: 0,
    doubled: 1,
    waitsMs: [200],
  })
})

it('Tasks of other calls, and of none, do not count', () => {
  const tasks = [task('other', 9), { Id: 'none', Description: null }, { Id: 'bare', Description: 'Start' }]
  expect(tally([call(1, 1_000)], tasks, { other: 1, none: 2, bare: 3 })).toMatchObject({ logged: 0, lost: 1 })
})

it('a start without a fraction of a second is the same moment', () => {
  const bare = { Id: 'a', Description: 'Start: 2026-03-14T10:00:01Z' }
  expect(tally([call(1, 1_000)], [bare], { a: 1_010 })).toMatchObject({ logged: 1, waitsMs: [10] })
})

it('a Task of unknown time is no measurement', () => {
  expect(() => tally([call(1, 1_000)], [task('a', 1)], {})).toThrow('Task a')
})
