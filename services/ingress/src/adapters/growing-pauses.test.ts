import { expect, test } from 'vitest'
import { growingPauses } from './growing-pauses.ts'

test('pauses grow up to the longest one, and begin anew after a reset', () => {
  const pauses = growingPauses({ firstPauseMs: 100, maxPauseMs: 1_000 })
  const many = Array.from({ length: 50 }, () => pauses.nextMs())
  for (const pauseMs of many) expect(pauseMs).toBeLessThanOrEqual(1_000)
  expect(Math.max(...many.slice(20))).toBeGreaterThan(500)
  pauses.reset()
  expect(pauses.nextMs()).toBeLessThan(300)
})
