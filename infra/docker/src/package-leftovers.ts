/**
 * What packages bring along that no program reads: types, source maps, and the tests and pages of their authors. More than half of all
 * that is installed. Licences stay.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const forPeople = /\.(d\.[cm]?ts|test\.[cm]?[jt]s|map|md|markdown)$/i
const licence = /licen[cs]e|notice|copying/i
/** Right inside a package, these hold nothing that it exports. */
const folders = [
  'test',
  'tests',
  '__tests__',
  'docs',
  'example',
  'examples',
  'benchmark',
  'benchmarks',
  '.github',
]

/** @param modules a `node_modules` */
export function removeLeftovers(modules: string): void {
  for (const { name, path } of foldersIn(modules)) {
    if (name.startsWith('@')) removeLeftovers(path)
    else if (!name.startsWith('.')) removeFromPackage(path)
  }
}

function removeFromPackage(directory: string): void {
  for (const folder of folders) rmSync(join(directory, folder), { recursive: true, force: true })
  removeFiles(directory)
  const inner = join(directory, 'node_modules')
  if (existsSync(inner)) removeLeftovers(inner)
}

function removeFiles(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isFile() && forPeople.test(entry.name) && !licence.test(entry.name))
      rmSync(join(directory, entry.name))
  }
  for (const { name, path } of foldersIn(directory)) if (name !== 'node_modules') removeFiles(path)
}

/** Links are none: what they lead to is ours. */
function foldersIn(directory: string): { name: string; path: string }[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, path: join(directory, name) }))
}
