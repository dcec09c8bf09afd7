import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { removeLeftovers } from './package-leftovers.ts'

function modulesWith(...paths: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-modules-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const modules = join(directory, 'node_modules')
  for (const path of paths) {
    mkdirSync(join(modules, dirname(path)), { recursive: true })
    writeFileSync(join(modules, path), '')
  }
  return modules
}

const files = (modules: string) => globSync('**/*.*', { cwd: modules }).toSorted()

it('types, source maps, pages and tests of packages are taken away, programs and licences are not', () => {
  const kept = ['@scope/b/node_modules/c/index.cjs', 'a/LICENSE.md', 'a/lib/test/index.js', 'a/package.json']
  const modules = modulesWith(
    ...kept,
    'a/README.md',
    'a/index.d.ts',
    'a/lib/index.test.ts',
    'a/index.js.map',
    'a/test/a.js',
    '@scope/b/docs/b.js',
    '@scope/b/node_modules/c/index.d.cts',
    '@scope/b/node_modules/c/tests/c.js',
  )
  removeLeftovers(modules)
  expect(files(modules)).toEqual(kept)
})

it('what is only linked is not touched: it is our own', () => {
  const modules = modulesWith('@calltrail/.keep', '../ours/test/a.js', '../ours/README.md')
  symlinkSync('../../ours', join(modules, '@calltrail/ours'))
  removeLeftovers(modules)
  expect(files(join(modules, '../ours'))).toEqual(['README.md', 'test/a.js'])
})
