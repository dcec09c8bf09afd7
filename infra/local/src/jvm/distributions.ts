import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa, ExecaError } from 'execa'
import { cacheRoot } from '../cache.ts'
import { exclusively } from '../exclusively.ts'
import type { Progress } from '../progress.ts'
import { StackError } from '../stack-error.ts'
import { mavenMissing } from './java.ts'
import { needs, type Distribution } from './needs.ts'

const pom = join(import.meta.dirname, '..', '..', 'pom.xml')

/** The cache's folder for the versions in pom.xml: other versions have another, so nothing in it ever changes. */
export async function versionedCache(env: NodeJS.ProcessEnv): Promise<string> {
  const versions = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12)
  return join(cacheRoot(env), 'stack', versions)
}

export interface DownloadOptions {
  readonly env: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/**
 * Downloads the distributions that the cache lacks; one process at a time does so, others wait for it.
 * @returns the folder of each in the cache.
 */
export async function provideDistributions(
  cache: string,
  wanted: readonly Distribution[],
  options: DownloadOptions,
): Promise<Record<Distribution, string>> {
  const folders = {
    kafka: join(cache, 'kafka'),
    registry: join(cache, 'registry'),
    zipkin: join(cache, 'zipkin'),
  }
  const lacking = () => wanted.filter((name) => !existsSync(folders[name]))
  if (lacking().length > 0) {
    const doing = 'downloads what runs on the JVM'
    await exclusively(join(cache, 'download'), { ...options, doing }, async () => {
      const repository = join(cache, 'maven')
      for (const name of lacking()) await download(name, repository, folders[name], options)
      await rm(repository, { recursive: true, force: true })
    })
  }
  return folders
}

/**
 * @param repository Maven's, for this alone: it shows how much has arrived, and what an interruption leaves there is
 *   where the next try goes on
 */
async function download(
  name: Distribution,
  repository: string,
  folder: string,
  { env, progress, signal }: DownloadOptions,
): Promise<void> {
  progress.step(`Downloading ${needs[name].title} (once)`)
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(repository, { recursive: true })
  const stopWatching = await watchGrowth(repository, (bytes) => progress.detail(megabytes(bytes)))
  try {
    await execa(
      'mvn',
      [
        '-B',
        '-ntp',
        '-f',
        pom,
        '-P',
        name,
        'initialize',
        `-Dtarget=${partial}`,
        `-Dmaven.repo.local=${repository}`,
      ],
      { env, extendEnv: false, stdin: 'ignore', all: true, ...(signal ? { cancelSignal: signal } : {}) },
    )
  } catch (error) {
    signal?.throwIfAborted()
    throw downloadFailed(name, error)
  } finally {
    stopWatching()
  }
  await rename(partial, folder)
}

function downloadFailed(name: Distribution, error: unknown): unknown {
  if (!(error instanceof ExecaError)) return error
  if (error.code === 'ENOENT') return mavenMissing(needs[name])
  return new StackError(
    `Maven could not download ${needs[name].title}: ${firstMavenError(String(error.all))}\n` +
      'Check the network and the proxy or mirror in ~/.m2/settings.xml; what has arrived is kept for the next try.',
    { cause: error },
  )
}

/** The one line of Maven's output that says what went wrong. */
export function firstMavenError(output: string): string {
  const line = output.split('\n').find((line) => /^\[(ERROR|FATAL)\] \S/.test(line))
  return (
    line?.replace(/^\[\w+\] /, '').replace(/ -> \[Help.*$/, '') ??
    (output.trim().split('\n').at(-1) || 'no output')
  )
}

/** Reports by how much a folder has grown. @returns what ends it */
async function watchGrowth(folder: string, report: (bytes: number) => void): Promise<() => void> {
  const before = await sizeOf(folder)
  let most = 0
  const look = async (): Promise<void> => {
    most = Math.max(most, (await sizeOf(folder)) - before)
    report(most)
  }
  const timer = setInterval(() => void look(), 500)
  return () => clearInterval(timer)
}

/** Roughly: files come and go while they are counted. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
    }
  } catch {
    // A file was renamed under our hands; the next look, half a second later, counts it.
  }
  return bytes
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB so far`
}
