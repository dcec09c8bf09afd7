/**
 * The source files of the house and what each one imports.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface SourceFile {
  /** Relative to the root. */
  readonly path: string
  readonly text: string
  /** Packages as they are written, such as `node:fs` or `@calltrail/runtime`. */
  readonly packages: readonly string[]
  /** Files of the same package, relative to the root. */
  readonly files: readonly string[]
}

export function sourceFiles(...patterns: string[]): SourceFile[] {
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] })
    .toSorted((a, b) => a.localeCompare(b))
    .map(readSource)
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const { module } = parseSync(path, text)
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
  ]
  return {
    path,
    text,
    packages: [...new Set(specifiers.filter((specifier) => !specifier.startsWith('.')))],
    files: [
      ...new Set(
        specifiers
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => relative(root, join(root, dirname(path), specifier))),
      ),
    ],
  }
}

/** The name that a package is installed by: `fastify` of `fastify/types`, `@scope/name` of `@scope/name/part`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

export interface PackageManifest {
  readonly directory: string
  readonly name: string
  readonly exports: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

export function workspacePackages(): PackageManifest[] {
  return globSync(
    [
      '{schemas,test}/package.json',
      '{services,infra}/*/package.json',
      'schemas/{consumer,samples/typescript}/package.json',
    ],
    { cwd: root },
  ).map((path) => ({
    exports: {},
    dependencies: {},
    devDependencies: {},
    ...(JSON.parse(readFileSync(join(root, path), 'utf8')) as { name: string }),
    directory: dirname(path),
  }))
}
