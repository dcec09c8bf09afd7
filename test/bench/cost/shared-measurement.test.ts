import { expect, it } from 'vitest'
import { sharedMeasurement } from './shared-measurement.ts'

/** Which measurement each variant is given, when they ask in this order. */
async function measurementsOf(...variants: readonly string[]): Promise<number[]> {
  let count = 0
  const ask = sharedMeasurement(async () => ++count)
  const given: number[] = []
  for (const variant of variants) given.push(await ask(variant))
  return given
}

it('variants of a round share a measurement, and each round has its own', async () => {
  expect(await measurementsOf('a', 'b', 'c', 'b', 'c', 'a')).toEqual([1, 1, 1, 2, 2, 2])
})

it('what was measured to warm up is not handed out in the first round', async () => {
  expect(await measurementsOf('a', 'a', 'b', 'c')).toEqual([1, 2, 2, 2])
})
