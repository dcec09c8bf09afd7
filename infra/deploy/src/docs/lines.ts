/**
 * What people read of Calltrail beside its code: its pages, and the comments of the files that are there to be changed.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the repository. */
export const root = join(import.meta.dirname, '../../../..')

export interface Line {
  /** From the root on. */
  readonly path: string
  /** From 1 on. */
  readonly number: number
  readonly text: string
}

const exclude = ['**/node_modules/**']

const pages = [
  '*.md',
  'docs/**/*.md',
  '{schemas,services,infra,test}/**/README.md',
  'infra/helm/**/NOTES.txt',
]

/** Of these the values are somebody else's business: whoever parses them. */
const commented = [
  'docker-compose.yml',
  '.github/**/*.yml',
  'infra/**/*.{yml,yaml}',
  'infra/docker/Dockerfile*',
]

export function pageLines(): Line[] {
  return filesOf(pages).flatMap((path) => linesOf(path, readFileSync(join(root, path), 'utf8')))
}

export function documentLines(): Line[] {
  const comments = filesOf(commented)
    .flatMap((path) => linesOf(path, readFileSync(join(root, path), 'utf8')))
    .flatMap((line) => {
      const text = /(?:^|\s)#(.*)$/.exec(line.text)?.[1]
      return text === undefined ? [] : [{ ...line, text }]
    })
  return [...pageLines(), ...comments]
}

function filesOf(patterns: readonly string[]): string[] {
  return globSync(patterns, { cwd: root, exclude }).toSorted()
}

export function linesOf(path: string, text: string): Line[] {
  return text.split('\n').map((line, index) => ({ path, number: index + 1, text: line }))
}

/** A finding, such as `docs/docker.md:12: KAFKA_BROKER`. */
export function at({ path, number }: Line, what: string): string {
  return `${path}:${number}: ${what}`
}

/** The text of our source files, tests apart. */
export function sources(...patterns: string[]): { readonly path: string; readonly text: string }[] {
  return globSync(patterns, { cwd: root, exclude: [...exclude, '**/*.test.ts', '**/testing/**'] })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
