import { writeFileSync } from 'node:fs'
import { imageFiles } from './image/generated-files.ts'

for (const { url, text } of imageFiles()) writeFileSync(url, text)
