import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { printable } from './console.ts'

it('a stranger’s text cannot drive the terminal or turn a line round', () => {
  expect(printable('a\u001B[2Jb\r\n\u202Ec')).toBe(String.raw`a\u001b[2Jb\u000d\u000a\u202ec`)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/u)
    }),
  )
})

it('everybody’s letters stay as they are', () => {
  expect(printable('Zoë “Ж” 漢字 🙂 100 %')).toBe('Zoë “Ж” 漢字 🙂 100 %')
})
