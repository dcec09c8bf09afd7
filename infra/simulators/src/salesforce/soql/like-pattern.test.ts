import { array, assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { likePattern } from './literals.ts'
import { lettersOf } from './like-pattern.ts'

const matches = (pattern: string, text: string) => likePattern(`'${pattern}'`).matches(text.toLowerCase())

test.each([
  ['abc', 'ABC', true],
  ['abc', 'abcd', false],
  ['a%', 'a', true],
  ['%a', 'ba', true],
  ['%ab%ab%', 'xabyab', true],
  ['%ab%ab%', 'xaby', false],
  ['a%a', 'a', false],
  ['a_c', 'abc', true],
  ['%_1%', '1', false],
  ['%4%1%5%', '(415) 555', true],
  [String.raw`100\%`, '100%', true],
  [String.raw`100\%`, '1000', false],
  [String.raw`a\_b`, 'axb', false],
  [String.raw`a\\%`, String.raw`a\b`, true],
  ['%ärger%', 'Kein ÄRGER', true],
  ['%k%', 'ÄK', true],
  ['', '', true],
  ['%', '', true],
])('%s against %s is %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected)
})

test('is what a regular expression would say, and needs its letters', () => {
  const alphabet = constantFrom('a', 'b', '1')
  const wildcards = constantFrom('a', 'b', '1', '%', '_')
  const text = array(alphabet, { maxLength: 8 }).map((characters) => characters.join(''))
  const pattern = array(wildcards, { maxLength: 6 }).map((characters) => characters.join(''))
  assert(
    property(pattern, text, (like, value) => {
      const expression = new RegExp(`^${like.replaceAll('%', '.*').replaceAll('_', '.')}$`)
      expect(matches(like, value)).toBe(expression.test(value))
      const { letters } = likePattern(`'${like}'`)
      if (expression.test(value)) expect(letters & ~lettersOf(value)).toBe(0)
    }),
  )
})
