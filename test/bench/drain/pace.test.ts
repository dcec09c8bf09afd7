import { expect, it } from 'vitest'
import { paceOf } from './pace.ts'

it('neither the beginning nor the end of the work counts', () => {
  const progress = [
    { done: 0, atMs: 0, cpuMs: 0 },
    { done: 150, atMs: 5_000, cpuMs: 900 },
    { done: 500, atMs: 6_000, cpuMs: 1_000 },
    { done: 950, atMs: 7_000, cpuMs: 1_300 },
    { done: 1_000, atMs: 20_000, cpuMs: 9_000 },
  ]
  expect(paceOf(progress, 1_000)).toEqual({ perSecond: 400, cpuMs: 0.5 })
})

it.each([
  ['that is not done', [{ done: 100, atMs: 0, cpuMs: 0 }]],
  ['that was done before anybody looked', [{ done: 1_000, atMs: 0, cpuMs: 0 }]],
])('work %s has no pace', (_, progress) => {
  expect(() => paceOf(progress, 1_000)).toThrow('does not show')
})
