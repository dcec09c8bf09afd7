import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generatedFiles } from './generated-files.ts'

it.each(generatedFiles())('$path is what `npm run generate` writes', ({ url, text }) => {
  expect(readFileSync(url, 'utf8')).toBe(text)
})
