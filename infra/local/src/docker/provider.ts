import { lastingDataDirectory } from '../data-directory.ts'
import type { Parts, PartsRequest } from '../stack.ts'
import { checkLimits } from './engine-limits.ts'
import { findEngine } from './engine.ts'
import { images, type PartName } from './images.ts'
import { startParts } from './parts.ts'
import { provideImages } from './provide-images.ts'

/** Runs the genuine Kafka, Apicurio Registry and Jaeger in containers, published on 127.0.0.1 only where the engine is on this machine. */
export async function openDockerParts(request: PartsRequest): Promise<Parts> {
  await using owned = new AsyncDisposableStack()
  // Claimed first: whoever finds it in use should not wait for a pull to hear so.
  const lasting =
    request.dataDirectory === undefined
      ? undefined
      : owned.use(await lastingDataDirectory(request.dataDirectory, request))
  const engine = await findEngine(request.env)
  checkLimits(request, engine)
  const wanted = partsOf(request)
  const image = await images()
  await provideImages(
    engine.client.image,
    wanted.map((name) => image[name]),
    request,
  )
  request.progress.step(`Starting ${describe(wanted)} in Docker`)
  const parts = owned.use(await startParts({ request, engine, image, dataDirectory: lasting?.path }))
  await lasting?.announce(parts)
  const all = owned.move()
  return { ...parts, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

function partsOf({ given, traces }: PartsRequest): PartName[] {
  return [
    ...(given.kafkaBrokers === undefined ? ['kafka' as const] : []),
    ...(given.schemaRegistryUrl === undefined ? ['registry' as const] : []),
    ...(traces ? ['jaeger' as const] : []),
  ]
}

function describe(parts: readonly PartName[]): string {
  const titles = { kafka: 'Kafka', registry: 'the schema registry', jaeger: 'Jaeger' }
  return new Intl.ListFormat('en-GB').format(parts.map((name) => titles[name]))
}
