import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { pages } from './pages.ts'

it.each(await pages())('$url is what `npm run generate` writes', ({ url, text }) => {
  expect(readFileSync(url, 'utf8')).toBe(text)
})
