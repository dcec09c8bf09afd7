import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the repository. */
export const root = join(import.meta.dirname, '..', '..', '..')

/** @param path from the root on */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** @param path from the root on */
export function readJson(path: string): unknown {
  return JSON.parse(readText(path))
}
