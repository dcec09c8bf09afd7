/** Where the files of this folder and its pages are. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('..', import.meta.url))
const root = join(folder, '../..')

/** Files of this folder, such as `alerts/*.rules.yaml`, by their full path. */
export function ownFiles(pattern: string): string[] {
  return globSync(pattern, { cwd: folder })
    .toSorted()
    .map((path) => join(folder, path))
}

/** The path of a file of this folder. */
export function ownPath(path: string): string {
  return join(folder, path)
}

export interface Page {
  /** From the root on. */
  readonly path: string
  readonly text: string
}

/** What people read, from the root on: `docs/runbooks/*.md`, say. */
export function pages(pattern: string): Page[] {
  return globSync(pattern, { cwd: root })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
