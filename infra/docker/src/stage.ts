/**
 * Lays out what an image has under `/app`. The Dockerfile runs these steps, and so does the test that starts each service as its image
 * would. Nothing is needed but Node, npm and patch-package.
 */
import { execFile } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { copyManifests, workspaces } from './manifests.ts'
import { removeLeftovers } from './package-leftovers.ts'
import { applyPatches } from './patches.ts'
import type { Service } from './services.ts'

/** Two folders, each a layer of the image: packages change less often than our own code. */
export interface Stage {
  readonly dependencies: string
  readonly sources: string
}

export function stageIn(directory: string): Stage {
  return { dependencies: join(directory, 'dependencies/app'), sources: join(directory, 'sources/app') }
}

/**
 * Installs the production dependencies of the services' workspaces, exactly those of the lock file, with our patches.
 * @param root of the repository: of it, the manifests and patches are needed
 * @throws {Error} when npm or a patch fails, which has said why
 */
export async function installDependencies(
  services: readonly Service[],
  root: string,
  { dependencies }: Stage,
): Promise<void> {
  const installation = `${dependencies}.installation`
  copyManifests(root, installation)
  const wanted = workspaceFlags(services.map(({ workspace }) => workspace))
  await npm(['ci', '--ignore-scripts', '--prefer-offline', ...wanted], installation)
  await applyPatches(root, installation)
  // A workspace has packages of its own where others have other versions of them.
  for (const folder of ['', ...workspaces(root).keys()]) {
    const modules = join(folder, 'node_modules')
    if (!existsSync(join(installation, modules))) continue
    removeLeftovers(join(installation, modules))
    mkdirSync(join(dependencies, folder), { recursive: true })
    renameSync(join(installation, modules), join(dependencies, modules))
  }
  rmSync(installation, { recursive: true })
}

/**
 * Copies what npm would publish of each workspace that {@link installDependencies} has linked, without the pages for people.
 * @param root of the repository
 */
export async function copySources(root: string, { dependencies, sources }: Stage): Promise<void> {
  const linked = readdirSync(join(dependencies, 'node_modules/@calltrail')).map(
    (name) => `@calltrail/${name}`,
  )
  const packed = await npm(
    ['pack', '--dry-run', '--json', '--ignore-scripts', ...workspaceFlags(linked)],
    root,
  )
  const folders = new Map([...workspaces(root)].map(([folder, name]) => [name, folder]))
  for (const { name, files } of JSON.parse(packed) as { name: string; files: { path: string }[] }[]) {
    const programs = files.filter(({ path }) => !path.endsWith('.md'))
    for (const { path } of programs) copyFile(root, sources, join(folders.get(name)!, path))
  }
}

/** The files by which the image knows what it is: its main module, and the health check. */
export function addEntry(name: string, { main, runs }: Service, { sources }: Stage): void {
  mkdirSync(sources, { recursive: true })
  // Node takes a main module by its real path, and so its imports from where it is.
  symlinkSync(main, join(sources, 'main.ts'))
  writeFileSync(join(sources, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(sources, 'process.json'), `${JSON.stringify({ name, runs })}\n`)
  copyFile(fileURLToPath(new URL('health/', import.meta.url)), sources, 'main.ts', 'health.ts')
}

/** Whatever rights the checkout gave it, in the image everybody may read it. */
function copyFile(from: string, to: string, path: string, as = path): void {
  const target = join(to, as)
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(join(from, path), target)
  chmodSync(target, 0o644)
}

function workspaceFlags(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => `--workspace=${name}`)
}

/** @returns what it wrote to its standard output */
async function npm(args: readonly string[], cwd: string): Promise<string> {
  const options = ['--loglevel=error', '--no-audit', '--no-fund']
  const { stdout } = await promisify(execFile)('npm', [...args, ...options], { cwd })
  return stdout
}
