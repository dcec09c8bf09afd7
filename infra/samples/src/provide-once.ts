import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheRoot, exclusively, silentProgress } from '@calltrail/local'
import type { Progress } from '@calltrail/local'

export interface ProvideOptions {
  /** Read for PATH, JAVA_HOME, CALLTRAIL_CACHE_DIR and what the package managers read. */
  readonly env: NodeJS.ProcessEnv
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/**
 * Fills a folder of the cache, once for what it is made of; one process at a time does so, others wait for it.
 * @param madeOf files whose contents, and texts which, decide whether it is another folder
 * @returns the folder
 */
export async function provideOnce(
  { name, doing, madeOf }: { name: string; doing: string; madeOf: { files: string[]; texts: string[] } },
  { env, progress = silentProgress, signal }: ProvideOptions,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256')
  for (const file of madeOf.files) hash.update(await readFile(file))
  for (const text of madeOf.texts) hash.update(text)
  const samples = join(cacheRoot(env), 'samples')
  const folder = join(samples, `${name}-${hash.digest('hex').slice(0, 12)}`)
  const complete = join(folder, '.complete')
  if (existsSync(complete)) return folder
  await exclusively(join(samples, name), { progress, signal, doing }, async () => {
    if (existsSync(complete)) return
    // What an interruption left.
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await fill(folder)
    await writeFile(complete, '')
  })
  return folder
}
