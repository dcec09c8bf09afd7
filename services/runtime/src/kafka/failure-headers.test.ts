import { describe, expect, it } from 'vitest'
import { headerText } from './event-headers.ts'
import { notBefore } from './failure-headers.ts'

describe('a header', () => {
  it.each([
    ['text', 'abc', 'abc'],
    ['bytes', Buffer.from('abc'), 'abc'],
    ['repeated', ['first', Buffer.from('last')], 'last'],
    ['absent', undefined, undefined],
  ])('that is %s reads as text', (_, value, text) => {
    expect(headerText({ name: value }, 'name')).toBe(text)
  })
})

it.each([
  ['2026-03-14T10:00:00.000Z', Date.parse('2026-03-14T10:00:00.000Z')],
  ['tomorrow', 0],
  ['', 0],
])('a record that is not to be tried before %j waits until %i', (value, time) => {
  expect(notBefore({ 'calltrail-not-before': value })).toBe(time)
})
