/**
 * What npm installs by: the manifests of all workspaces and the lock file, without anything about development. `npm ci --omit=dev` alone
 * would install a development dependency that is also somebody's production dependency, such as the simulators.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly devDependencies?: Readonly<Record<string, string>>
}

interface LockFile {
  readonly packages: Readonly<Record<string, Manifest>>
}

/** The workspaces' names by their folders. */
export function workspaces(root: string): ReadonlyMap<string, string> {
  const folders = Object.keys(readLock(root).packages).filter(isOurs)
  return new Map(
    folders
      .filter((folder) => folder !== '')
      .map((folder) => [folder, readManifest(join(root, folder, 'package.json')).name]),
  )
}

export function copyManifests(root: string, to: string): void {
  mkdirSync(to, { recursive: true })
  copyFileSync(join(root, '.npmrc'), join(to, '.npmrc'))
  for (const folder of ['', ...workspaces(root).keys()]) {
    const file = join(folder, 'package.json')
    write(join(to, file), forProduction(readManifest(join(root, file))))
  }
  const lock = readLock(root)
  const packages = Object.entries(lock.packages).map(([path, entry]) => [
    path,
    isOurs(path) ? forProduction(entry) : entry,
  ])
  write(join(to, 'package-lock.json'), { ...lock, packages: Object.fromEntries(packages) })
}

function isOurs(path: string): boolean {
  return !path.includes('node_modules/')
}

function forProduction({ devDependencies: _, ...others }: Manifest): Manifest {
  return others
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest
}

function readLock(root: string): LockFile {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile
}

function write(file: string, content: object): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(content))
}
