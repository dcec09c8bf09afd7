import { writeFileSync } from 'node:fs'
import { pages } from './pages.ts'

for (const { url, text } of pages()) writeFileSync(url, text)
