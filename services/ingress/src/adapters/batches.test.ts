import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchesBySize } from './batches.ts'

test('nothing is lost, moved or in too large a batch, but for an item that is too large itself', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(15)), (sizes) => {
      const batches = batchesBySize(sizes, (size) => size, 10)
      expect(batches.flat()).toEqual(sizes)
      for (const batch of batches) {
        const total = batch.reduce((sum, size) => sum + size, 0)
        expect(total <= 10 || batch.filter((size) => size > 0).length === 1).toBe(true)
      }
    }),
  )
})
