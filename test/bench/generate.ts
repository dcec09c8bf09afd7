import { writeFileSync } from 'node:fs'
import { page } from './page.ts'

const { url, text } = page()
writeFileSync(url, text)
