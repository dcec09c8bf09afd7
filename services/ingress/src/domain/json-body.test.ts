import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJson } from './json-body.ts'

const read = (text: string) => readJson(Buffer.from(text))

test.each([
  ['<xml>', 'line 1, column 1'],
  ["{'a':1}", 'line 1, column 2'],
  ['{"a":1,}', 'line 1, column 8'],
  ['{\n  "a": undefined\n}', 'line 2, column 8'],
  ['{"a":1} {"b":2}', 'line 1, column 9'],
  ['{"a":"never ends', 'line 1, column 17'],
  ['{"a":[1,2', 'line 1, column 10'],
  ['{"a": tru', 'line 1, column 10'],
  [`{"a": "${'long '.repeat(50)}", "b": NaN}`, 'line 1, column 266'],
])('the fault in %j is at %s', (text, place) => {
  expect(read(text)).toEqual({ problem: `The body is not JSON: it cannot be read on from ${place}.` })
})

test('the content is not echoed', () => {
  expect(JSON.stringify(read('{"callerId": +15551234567}'))).not.toContain('555')
})

test('what is not UTF-8, and what is empty, is said to be so', () => {
  expect(readJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ problem: 'The body is not UTF-8 text.' })
  expect(read(' \n')).toEqual({ problem: 'The body is empty.' })
})

test('every JSON text is read, after a byte order mark too', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(read(`\uFEFF${text}`)).toEqual({ value: JSON.parse(text) })
    }),
  )
})

test('any bytes are read or refused, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const result = readJson(bytes)
      expect('value' in result || 'problem' in result).toBe(true)
    }),
  )
})
