import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { soqlString, soslTerm } from './literals.ts'

/** The value of a SOQL string literal, or undefined when the text is not exactly one literal. */
function literalValue(text: string): string | undefined {
  const inner = /^'((?:[^'\\]|\\['\\])*)'$/s.exec(text)?.[1]
  return inner?.replaceAll(/\\(.)/gs, '$1')
}

const hostile = fc.string({
  unit: fc.constantFrom("'", '\\', '"', '%', ' OR ', 'n', '\n', 'ü'),
  maxLength: 40,
})

it.each([
  ['+15551234567', "'+15551234567'"],
  ["O'Leary", "'O\\'Leary'"],
  ['\\', "'\\\\'"],
  ["\\'", "'\\\\\\''"],
  ["+1' OR Name LIKE '%", "'+1\\' OR Name LIKE \\'%'"],
  ['', "''"],
])('%j is the literal %s', (value, literal) => {
  expect(soqlString(value)).toBe(literal)
})

it('every text is one literal that means the text', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (value) => {
      expect(literalValue(soqlString(value))).toBe(value)
    }),
    { numRuns: 2_000 },
  )
})

it.each([
  ['4155551212', '"4155551212"'],
  ['+1 (415) 555-1212', String.raw`"\+1 \(415\) 555\-1212"`],
  ['a" OR "b', String.raw`"a\" OR \"b"`],
  ['} RETURNING User', String.raw`"\} RETURNING User"`],
  ['back\\slash*?', String.raw`"back\\slash\*\?"`],
])('%j is the search term %s', (value, term) => {
  expect(soslTerm(value)).toBe(term)
})

it('no text ends its search term', () => {
  const hostileTerm = fc.string({
    unit: fc.constantFrom(...`?&|!{}[]()^~*:\\"'+- a`.split('')),
    maxLength: 30,
  })
  fc.assert(
    fc.property(hostileTerm, (value) => {
      expect(soslTerm(value)).toMatch(/^"(?:[ a]|\\[^ a])*"$/)
    }),
  )
})
