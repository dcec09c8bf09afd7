import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { benches } from './benches/index.ts'
import { page } from './page.ts'

it('docs/performance.md is what `npm run generate` writes', () => {
  const { url, text } = page()
  expect(readFileSync(url, 'utf8')).toBe(text)
})

it('every result that is kept is one of a bench', () => {
  const folder = at('results/')
  const names = new Set(benches.map(({ name }) => `${name}.json`))
  const kept = existsSync(folder) ? readdirSync(folder) : []
  expect(kept.filter((file) => !names.has(file))).toEqual([])
})

it('packages whose versions are told are among those that are installed', () => {
  const locks = ['peers/package-lock.json', '../../package-lock.json']
  const installed = new Set(locks.flatMap(packagesIn))
  const told = benches.flatMap(({ story }) => story.packages ?? [])
  expect(told.filter((name) => !installed.has(name))).toEqual([])
})

/** Those at the top of `node_modules`: others are not where a version is looked for. */
function packagesIn(lockFile: string): string[] {
  const { packages } = JSON.parse(readFileSync(at(lockFile), 'utf8')) as { packages: object }
  return Object.keys(packages).map((path) => path.replace(/^node_modules\//, ''))
}

function at(path: string): URL {
  return new URL(path, import.meta.url)
}
