import { expect, test } from 'vitest'
import { openOnce } from './open-once.ts'

test('what is open is shared, and a failure is not remembered', async () => {
  let attempts = 0
  const resource = openOnce(async () => {
    attempts += 1
    if (attempts === 1) throw new Error('away')
    return attempts
  })
  const first = await Promise.allSettled([resource(), resource()])
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await Promise.all([resource(), resource()])).toEqual([2, 2])
})
