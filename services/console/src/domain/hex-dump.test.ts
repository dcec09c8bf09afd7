import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { hexDump } from './hex-dump.ts'

it('shows bytes in lines of 16, with their readable characters', () => {
  expect(hexDump(Buffer.from('poison, and\tmore!\u007F'), 256)).toEqual([
    '0000  70 6f 69 73 6f 6e 2c 20 61 6e 64 09 6d 6f 72 65  poison, and.more',
    '0010  21 7f                                            !.',
  ])
})

it('shows no more than is asked for, and nothing of nothing', () => {
  expect(hexDump(Buffer.alloc(1_000), 32)).toHaveLength(2)
  expect(hexDump(Buffer.alloc(0), 32)).toEqual([])
})

it('has every byte of a stranger’s value, and no character that drives a terminal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const lines = hexDump(Buffer.from(bytes), 256)
      const hex = lines.map((line) => line.slice(6, 53).replaceAll(' ', '')).join('')
      expect(hex).toBe(Buffer.from(bytes).toString('hex'))
      expect(lines.join('')).toMatch(/^[\u0020-\u007e]*$/)
    }),
  )
})
