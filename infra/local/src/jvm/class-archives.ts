import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exclusively } from '../exclusively.ts'
import type { Progress } from '../progress.ts'
import type { Installation, PartsSettings } from './installation.ts'
import { startParts } from './parts.ts'

type JvmFlags = PartsSettings['jvmFlags']

/**
 * The flags that make the JVMs start from an archive of their loaded classes (the JDK's class data sharing), which
 * takes the wait for both from 6 to 2.5 seconds. The archives are recorded in a trial start, once per version and JVM.
 */
export async function classArchiveFlags(
  cache: string,
  installation: Installation,
  options: { env: NodeJS.ProcessEnv; progress: Progress; signal?: AbortSignal | undefined },
): Promise<JvmFlags> {
  const jvm = createHash('sha256').update(installation.java.version).digest('hex').slice(0, 12)
  const folder = join(cache, `classes-${jvm}`)
  // A trial of the registry alone would write to the Kafka that was given.
  if (!existsSync(folder) && installation.kafka && installation.registry) {
    await exclusively(
      `${folder}.recording`,
      { ...options, doing: 'prepares quick starts of Kafka' },
      async () => {
        if (!existsSync(folder)) await record(folder, installation, options)
      },
    )
  }
  const use = (part: string): string[] => {
    const archive = join(folder, `${part}.jsa`)
    return existsSync(archive) ? ['-Xshare:auto', `-XX:SharedArchiveFile=${archive}`] : []
  }
  return { kafka: use('kafka'), registry: use('registry') }
}

async function record(
  folder: string,
  installation: Installation,
  { env, progress, signal }: { env: NodeJS.ProcessEnv; progress: Progress; signal?: AbortSignal | undefined },
): Promise<void> {
  progress.step('Preparing quick starts of Kafka and the schema registry (once)')
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-stack-'))
  const recordInto = (part: string): string[] => [`-XX:ArchiveClassesAtExit=${join(partial, `${part}.jsa`)}`]
  try {
    const { zipkin: _, ...recorded } = installation
    const parts = await startParts({
      installation: recorded,
      given: {},
      env,
      directory,
      temporary: true,
      jvmFlags: { kafka: recordInto('kafka'), registry: recordInto('registry') },
      // A JVM writes its archive when it is told to stop.
      stopDeadlineMs: 60_000,
      signal,
    })
    await parts[Symbol.asyncDispose]()
  } catch {
    // Without archives everything works, only slower; what is wrong otherwise the real start says better.
    signal?.throwIfAborted()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  await rename(partial, folder)
}
