import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheRoot } from '../cache.ts'
import { exclusively } from '../exclusively.ts'
import { silentProgress, type Progress } from '../progress.ts'
import { StackError } from '../stack-error.ts'
import { buildArguments, buildGoTool } from './build.ts'
import { programOnPath } from './path-lookup.ts'
import { goTools, moduleFolder, oldestGo, type GoTool, type GoToolEntry } from './tools.ts'

export interface GoToolOptions {
  /** Read for PATH, CALLTRAIL_CACHE_DIR and what Go itself reads. */
  readonly env: NodeJS.ProcessEnv
  readonly progress?: Progress
  /** Gives up, and ends a build that this process has begun. */
  readonly signal?: AbortSignal
}

/**
 * Finds a tool on the PATH or in the cache, or builds it from source into the cache; one process at a time does so,
 * others wait for it. The first build of all takes some seven minutes on two cores.
 * @returns the path of the program
 * @throws StackError when Go is missing or the build fails
 */
export async function provideGoTool(name: GoTool, options: GoToolOptions): Promise<string> {
  const { env, progress = silentProgress, signal } = options
  const found = await programOnPath(name, env)
  if (found !== undefined) return found
  const entry = goTools[name]
  const folder = await toolCache(entry, env)
  const program = join(folder, name)
  if (existsSync(program)) return program
  if ((await programOnPath('go', env)) === undefined) throw await goMissing(name)
  // One build at a time, of whichever tool: they have packages in common, and one takes all cores.
  const lock = join(cacheRoot(env), 'go', 'build')
  await exclusively(lock, { progress, signal, doing: 'builds such a tool' }, async () => {
    if (existsSync(program)) return
    progress.step(`Building ${entry.title} from source (once, for some minutes)`)
    const partial = `${program}.partial`
    await rm(partial, { recursive: true, force: true })
    await mkdir(partial, { recursive: true })
    const output = join(partial, name)
    try {
      await buildGoTool(entry, { output, temporaryDirectory: partial }, { env, progress, signal })
      await rename(output, program)
    } finally {
      await rm(partial, { recursive: true, force: true })
    }
  })
  return program
}

/** The cache's folder for these versions, built in this way for this kind of machine: nothing in it ever changes. */
async function toolCache(entry: GoToolEntry, env: NodeJS.ProcessEnv): Promise<string> {
  const hash = createHash('sha256').update(
    [process.platform, process.arch, ...buildArguments(entry)].join(' '),
  )
  const folder = moduleFolder(entry)
  for (const file of (await readdir(folder)).toSorted()) hash.update(await readFile(join(folder, file)))
  return join(cacheRoot(env), 'go', hash.digest('hex').slice(0, 12))
}

async function goMissing(name: GoTool): Promise<StackError> {
  const entry = goTools[name]
  return new StackError(
    `${entry.title} is built from source once, for which Go ${await oldestGo(entry)} or newer is needed: ` +
      `install it (https://go.dev/dl), or put ${name} on the PATH.`,
  )
}
