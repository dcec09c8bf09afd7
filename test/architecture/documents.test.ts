/**
 * What the documentation leads to is there: files by their links, tests by their names.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './source-files.ts'

const documents = globSync(['*.md', 'docs/**/*.md', '{schemas,infra}/*/README.md'], {
  cwd: root,
  exclude: ['**/node_modules/**'],
}).toSorted()

it.each(documents)('every file that %s links to is there', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1]!)
  const dead = links.filter(
    (link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(document), link)),
  )
  expect(dead).toEqual([])
})

it('every test that is named as a proof is there', () => {
  const named = documents.flatMap((document) => {
    const text = readFileSync(join(root, document), 'utf8')
    return [...text.matchAll(/\]\(([^)]+\.test\.ts)\): “([^”]+)”/g)].map(([, file, name]) => ({
      file: join(root, dirname(document), file!),
      name: name!,
    }))
  })
  expect(named.length).toBeGreaterThan(10)
  const missing = named.filter(({ file, name }) => !readFileSync(file, 'utf8').includes(`'${name}'`))
  expect(missing).toEqual([])
})

it('every guarantee to consumers names the test that proves it', () => {
  const text = readFileSync(join(root, 'docs/consuming.md'), 'utf8')
  const table = text.split('## What you can count on')[1]!.split('\n\n')[1]!
  const guarantees = table.split('\n').slice(2)
  expect(guarantees.length).toBeGreaterThanOrEqual(10)
  expect(guarantees.filter((line) => !/\.test\.ts\): “/.test(line))).toEqual([])
})
