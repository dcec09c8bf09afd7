import { expect, it } from 'vitest'
import { figuresOf } from './exchanges.ts'

const begin = { at: 1_000, cpuMs: 400 }
const end = { at: 3_000, cpuMs: 460 }
const answeredAfter = (waitMs: number) => (dueAt: number) => ({ dueAt, answeredAt: dueAt + waitMs })

it('figures are of the requests that were due between the readings, however late their answers came', () => {
  const before = [900, 999].map(answeredAfter(500))
  const within = [1_000, 1_500, 2_000].map(answeredAfter(10))
  const late = [2_999].map(answeredAfter(700))
  const after = [3_000, 3_001].map(answeredAfter(1))
  expect(figuresOf([...before, ...within, ...late, ...after], begin, end)).toEqual({
    answered: 8,
    perSecond: 2,
    p50Ms: 10,
    p99Ms: 700,
    cpuMsPerRequest: 15,
  })
})

it('without any request between the readings there are no figures', () => {
  expect(() => figuresOf([900].map(answeredAfter(200)), begin, end)).toThrow('no request was due')
})
