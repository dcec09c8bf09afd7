import { fileURLToPath } from 'node:url'

const root = new URL('../../../', import.meta.url)

export interface GeneratedFile {
  /** From the root of the repository on. */
  readonly path: string
  readonly url: URL
  readonly text: string
}

/** @param path from the root of the repository on */
export function generatedFile(path: string, text: string): GeneratedFile {
  return { path, url: new URL(path, root), text }
}

/** The path of a file of the repository. */
export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(path, root))
}

export function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
