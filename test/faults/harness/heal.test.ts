import { expect, it } from 'vitest'
import type { Bench } from './bench.ts'
import { clearAway } from './heal.ts'

const bench = {} as Bench

it('what a fault cannot put back is a complaint, and does not end the suite', async () => {
  const afterwards = () => Promise.reject(new Error('umount: not mounted'))
  expect(await clearAway({ afterwards }, bench)).toEqual([
    'it could not be cleared away: Error: umount: not mounted',
  ])
})

it('a fault that leaves nothing behind has nothing to put back', async () => {
  expect(await clearAway({}, bench)).toEqual([])
  expect(await clearAway({ afterwards: async () => {} }, bench)).toEqual([])
})
