import { expect, it } from 'vitest'
import { wrapped } from './wrapped.ts'

it('breaks between words, and leaves a longer word whole', () => {
  expect(wrapped('to be tried again at 10:00', 12)).toEqual(['to be tried', 'again at', '10:00'])
  expect(wrapped('see http://127.0.0.1/a-long-address now', 10)).toEqual([
    'see',
    'http://127.0.0.1/a-long-address',
    'now',
  ])
  expect(wrapped('', 10)).toEqual([''])
})
