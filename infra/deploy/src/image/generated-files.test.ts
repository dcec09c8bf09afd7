import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { imageFiles } from './generated-files.ts'

it.each(imageFiles())('$url is what npm run generate writes', ({ url, text }) => {
  expect(readFileSync(url, 'utf8')).toBe(text)
})
