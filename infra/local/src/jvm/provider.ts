import { lastingDataDirectory, temporaryDataDirectory } from '../data-directory.ts'
import type { Parts, PartsRequest } from '../stack.ts'
import { classArchiveFlags } from './class-archives.ts'
import { provideDistributions, versionedCache } from './distributions.ts'
import { findJava } from './java.ts'
import { formattedLogDirectory } from './kafka.ts'
import { needs, type Distribution } from './needs.ts'
import type { Installation } from './installation.ts'
import { startParts } from './parts.ts'
import { registryJar } from './registry.ts'
import { zipkinJar } from './zipkin.ts'

/** Runs the genuine Kafka, Apicurio Registry and Zipkin as child processes, on 127.0.0.1 only. */
export async function openJvmParts(request: PartsRequest): Promise<Parts> {
  await using owned = new AsyncDisposableStack()
  // Claimed first: whoever finds it in use should not wait for a download to hear so.
  const lasting =
    request.dataDirectory === undefined
      ? undefined
      : owned.use(await lastingDataDirectory(request.dataDirectory, request))
  const cache = await versionedCache(request.env)
  const installation = await install(cache, request)
  const jvmFlags = await classArchiveFlags(cache, installation, request)
  const directory = lasting ?? owned.use(await temporaryDataDirectory())

  request.progress.step(`Starting ${describe(installation)}`)
  const parts = owned.use(
    await startParts({
      ...request,
      installation,
      jvmFlags,
      directory: directory.path,
      temporary: directory.temporary,
      stopDeadlineMs: 10_000,
    }),
  )
  await directory.announce(parts)
  const all = owned.move()
  return { ...parts, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function install(cache: string, request: PartsRequest): Promise<Installation> {
  const { env, given } = request
  const wanted: Distribution[] = []
  if (given.kafkaBrokers === undefined) wanted.push('kafka')
  if (given.schemaRegistryUrl === undefined) wanted.push('registry')
  if (request.traces) wanted.push('zipkin')
  const java = await findJava(env, needs[wanted[0] ?? 'kafka'])
  const folders = await provideDistributions(cache, wanted, request)
  return {
    java,
    ...(wanted.includes('kafka')
      ? {
          kafka: {
            jars: folders.kafka,
            formatted: await formattedLogDirectory(cache, { java, jars: folders.kafka, env }),
          },
        }
      : {}),
    ...(wanted.includes('registry') ? { registry: { jar: await registryJar(folders.registry) } } : {}),
    ...(wanted.includes('zipkin') ? { zipkin: { jar: await zipkinJar(folders.zipkin) } } : {}),
  }
}

function describe(installation: Installation): string {
  const parts = (['kafka', 'registry', 'zipkin'] as const).filter((name) => installation[name])
  const titles = parts.map((name) => needs[name].title)
  return new Intl.ListFormat('en-GB').format(titles)
}
