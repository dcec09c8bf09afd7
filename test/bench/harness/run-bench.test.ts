import { expect, it } from 'vitest'
import type { Bench } from './bench.ts'
import { runBench } from './run-bench.ts'

function countingBench(measured: string[], onMeasured = () => {}, value = () => measured.length) {
  let isOpen = false
  const bench: Bench = {
    name: 'counting',
    what: 'how often it was measured',
    variants: ['a', 'b', 'c'],
    figures: { count: { title: 'times', decimals: 0, better: 'lower' } },
    story: { method: 'It counts.', unfair: [] },
    goals: [],
    async open() {
      isOpen = true
      return {
        async measure(variant) {
          measured.push(variant)
          onMeasured()
          return { count: value() }
        },
        async [Symbol.asyncDispose]() {
          isOpen = false
        },
      }
    },
  }
  return { bench, isOpen: () => isOpen }
}

const options = () => ({ rounds: 2, scale: 1, signal: new AbortController().signal, say: () => {} })

it('variants take turns, and each round begins with another one', async () => {
  const measured: string[] = []
  const { bench, isOpen } = countingBench(measured)
  await runBench(bench, options())
  expect(measured.slice(1)).toEqual(['a', 'b', 'c', 'b', 'c', 'a'])
  expect(isOpen()).toBe(false)
})

it('what is measured while the stack warms up does not count', async () => {
  const { samples } = await runBench(countingBench([]).bench, options())
  expect(samples).toEqual({
    a: [{ count: 2 }, { count: 7 }],
    b: [{ count: 3 }, { count: 5 }],
    c: [{ count: 4 }, { count: 6 }],
  })
})

it('a single round has no warm-up', async () => {
  const measured: string[] = []
  await runBench(countingBench(measured).bench, { ...options(), rounds: 1 })
  expect(measured).toEqual(['a', 'b', 'c'])
})

it('what is no number fails the bench, and stops what it started', async () => {
  const { bench, isOpen } = countingBench([], undefined, () => Number.NaN)
  await expect(runBench(bench, options())).rejects.toThrow('a: count came to NaN')
  expect(isOpen()).toBe(false)
})

it('an interrupted run stops what it started', async () => {
  const interrupted = new AbortController()
  const { bench, isOpen } = countingBench([], () => interrupted.abort(new Error('interrupted')))
  const run = runBench(bench, { ...options(), signal: interrupted.signal })
  await expect(run).rejects.toThrow('interrupted')
  expect(isOpen()).toBe(false)
})
