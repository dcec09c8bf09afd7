import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generateMaskedSchema, generateTypes } from './generate.ts'

const generated = new URL('generated/', import.meta.url)

it.each(generateTypes())('$file is what `npm run generate` writes', ({ file, text }) => {
  expect(readFileSync(new URL(file, generated), 'utf8')).toBe(text)
})

it('the masked event is what follows from the classification of the enriched one', () => {
  const { file, text } = generateMaskedSchema()
  expect(readFileSync(new URL(`../avro/${file}`, import.meta.url), 'utf8')).toBe(text)
})

it('nothing else stands among the generated files', () => {
  expect(readdirSync(generated)).toEqual(generateTypes().map(({ file }) => file))
})
