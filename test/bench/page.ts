import { readFileSync } from 'node:fs'
import { benches } from './benches/index.ts'
import { performancePage } from './harness/page.ts'
import { openRecords } from './harness/records.ts'

/** What `npm run bench -- --record` keeps. */
export const records = openRecords(new URL('results/', import.meta.url))

/** The generated page, by its address. */
export function page(): { readonly url: URL; readonly text: string } {
  const introduction = readFileSync(new URL('introduction.md', import.meta.url), 'utf8')
  const kept = records.read(benches.map(({ name }) => name))
  return {
    url: new URL('../../docs/performance.md', import.meta.url),
    text: performancePage(introduction, benches, kept),
  }
}
