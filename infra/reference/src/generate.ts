import { writeFileSync } from 'node:fs'
import { pages } from './pages.ts'

for (const { url, text } of await pages()) writeFileSync(url, text)
