import { existsSync, readFileSync } from 'node:fs'

/**
 * Which versions of packages are installed.
 * @param folders called `node_modules`, with a slash at the end; the first that has the package counts
 * @throws {Error} when none has it
 */
export function installedVersions(
  packages: readonly string[],
  folders: readonly URL[],
): Record<string, string> {
  return Object.fromEntries(packages.map((name) => [name, versionOf(name, folders)]))
}

function versionOf(name: string, folders: readonly URL[]): string {
  const file = folders.map((folder) => new URL(`${name}/package.json`, folder)).find((url) => existsSync(url))
  if (!file) throw new Error(`the package ${name} is not installed`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
