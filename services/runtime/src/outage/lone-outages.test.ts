import { expect, it } from 'vitest'
import { LoneOutages } from './lone-outages.ts'

/** @param outages of which record, and how often the dependency had come back by then */
function verdicts(...outages: (readonly [offset: string, recoveries: number])[]): boolean[] {
  const lone = new LoneOutages()
  return outages.map(([offset, recoveries]) => lone.blames(offset, recoveries))
}

it('a record is to blame when the dependency failed for it three times, and worked for others in between', () => {
  expect(verdicts(['7', 0], ['7', 1], ['7', 2])).toEqual([false, false, true])
})

it('a record is not to blame for an outage that goes on', () => {
  expect(verdicts(['7', 4], ['7', 4], ['7', 4], ['7', 4])).toEqual([false, false, false, false])
})

it('each record is judged by itself', () => {
  expect(verdicts(['7', 0], ['7', 1], ['8', 2], ['8', 3], ['8', 4])).toEqual([
    false,
    false,
    false,
    false,
    true,
  ])
})
