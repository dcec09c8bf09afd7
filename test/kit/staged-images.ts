/**
 * What the images of Calltrail have in them, without an engine: laid out by the script that the Dockerfile runs.
 */
import { copyFile, link, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addEntry, copySources, installDependencies, serviceNamed, stageIn } from '@calltrail/image'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface StagedImages extends AsyncDisposable {
  /** Everything of an image's root but `/app`: Node, and the libraries it is linked with. */
  readonly base: string
  /** The folder that is `/app` in the image of this name. */
  app(name: string): string
}

/**
 * Stages several images at once, with one installation, so that each has also what only another one needs: that every package is declared
 * by who imports it is an architecture test's affair.
 */
export async function stageImages(names: readonly string[]): Promise<StagedImages> {
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-images-'))
  await using cleanUp = new AsyncDisposableStack()
  cleanUp.defer(() => rm(directory, { recursive: true, force: true }))

  const shared = stageIn(directory)
  await installDependencies(
    names.map((name) => serviceNamed(name)),
    root,
    shared,
  )
  await copySources(root, shared)
  const app = (name: string) => join(directory, 'apps', name)
  for (const name of names) {
    const own = { dependencies: app(name), sources: app(name) }
    await mkdir(own.sources, { recursive: true })
    // Links instead of copies: the files of all images are the same.
    const hard = process.platform === 'linux' ? ['-al'] : ['-R']
    await execa('cp', [...hard, `${shared.dependencies}/.`, `${shared.sources}/.`, own.sources])
    addEntry(name, serviceNamed(name), own)
  }
  const base = join(directory, 'base')
  if (process.platform === 'linux') await layOutBase(base)

  const owned = cleanUp.move()
  return { base, app, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function layOutBase(base: string): Promise<void> {
  const folders = ['app', 'dev', 'etc', 'proc', 'tmp', 'var/lib/calltrail']
  await Promise.all(folders.map((folder) => mkdir(join(base, folder), { recursive: true })))
  const { stdout } = await execa('ldd', [process.execPath])
  // `libm.so.6 => /lib/…/libm.so.6 (0x…)`, and the loader by its path alone.
  const libraries = [...stdout.matchAll(/(?:=>|^)\s+(\/\S+) \(0x/gm)].map((match) => match[1]!)
  await Promise.all([
    putFile(process.execPath, join(base, 'usr/local/bin/node')),
    ...libraries.map((library) => putFile(library, join(base, library))),
    // An engine writes these.
    ...['hosts', 'resolv.conf'].map(async (file) =>
      writeFile(join(base, 'etc', file), await readFile(join('/etc', file))),
    ),
    ...devices.map((device) => writeFile(join(base, 'dev', device), '')),
  ])
}

/** What an engine gives every container, as far as anybody reads it. Mounted when a process is started. */
export const devices = ['full', 'null', 'random', 'urandom', 'zero'] as const

async function putFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const file = await realpath(from)
  // Node is large. On another file system it cannot be linked.
  await link(file, to).catch(() => copyFile(file, to))
}
