import { Network, type StartedNetwork } from 'testcontainers'
import type { Parts, PartsRequest } from '../stack.ts'
import { StackError } from '../stack-error.ts'
import { startContainer, type RunningContainer } from './container.ts'
import { reason } from './container-watch.ts'
import { registryHint } from './engine-limits.ts'
import type { Engine } from './engine.ts'
import type { PartName } from './images.ts'
import { jvmInstead } from './jvm-instead.ts'
import { planJaeger, planKafka, planRegistry, type Plan } from './plans.ts'

export interface PartsSettings {
  readonly request: PartsRequest
  readonly engine: Engine
  readonly image: Readonly<Record<PartName, string>>
  /** Where data outlives the containers. */
  readonly dataDirectory: string | undefined
}

/** Starts the parts that are asked for, and resolves when they answer. Disposing removes them: the registry, then Kafka. */
export async function startParts({ request, engine, image, dataDirectory }: PartsSettings): Promise<Parts> {
  const { given } = request
  const { host } = engine
  const kafka =
    given.kafkaBrokers === undefined && (await planKafka(request, image.kafka, host, dataDirectory))
  const registry =
    given.schemaRegistryUrl === undefined && (await planRegistry(request, image.registry, host))
  const jaeger = request.traces && (await planJaeger(request, image.jaeger, host))

  await using owned = new AsyncDisposableStack()
  const network = owned.use(await startNetwork())
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(request.signal ? [request.signal] : [])])
  const start = async (
    { definition, probes }: Plan,
    { whenRunning, hint }: { whenRunning?: () => void; hint?: string | undefined } = {},
  ): Promise<RunningContainer> => {
    try {
      const surroundings = {
        engine,
        network,
        probes,
        signal,
        whenRunning,
        keepsData: dataDirectory !== undefined,
      }
      return owned.use(await startContainer(definition, surroundings))
    } catch (error) {
      const told =
        error instanceof StackError && hint
          ? new StackError(`${error.message}\n${hint}`, { cause: error })
          : error
      failed.abort(told)
      throw told
    }
  }
  // From then on its name is known in the network. That Kafka answers the registry waits for by itself.
  const kafkaRuns = Promise.withResolvers<void>()
  const startingKafka = kafka ? start(kafka, { whenRunning: kafkaRuns.resolve }) : undefined
  const starting = [
    startingKafka,
    registry &&
      Promise.race([kafkaRuns.promise, startingKafka]).then(() =>
        start(registry, { hint: registryHint(request, engine) }),
      ),
    jaeger && start(jaeger),
  ].filter((one) => one instanceof Promise)
  await Promise.allSettled(starting)
  // The first failure: the others only gave up because of it.
  signal.throwIfAborted()

  const broker = await startingKafka
  const containers = await Promise.all(starting)
  const all = owned.move()
  let closing: Promise<void> | undefined
  return {
    kafkaBrokers: kafka ? kafka.kafkaBrokers : given.kafkaBrokers!,
    schemaRegistryUrl: registry ? registry.schemaRegistryUrl : given.schemaRegistryUrl!,
    ...(jaeger && { traces: jaeger.traces }),
    broken: Promise.race(containers.map(({ broken }) => broken)),
    ...(kafka &&
      broker && { broker: { proxiedPort: kafka.proxiedPort, kill: broker.kill, start: broker.start } }),
    ...(kafka && kafka.secure && { secure: kafka.secure }),
    [Symbol.asyncDispose]: () => (closing ??= all.disposeAsync()),
  }
}

/** Where containers find each other by name; it comes with the container that removes all others when this process dies. */
async function startNetwork(): Promise<StartedNetwork> {
  try {
    return await new Network().start()
  } catch (error) {
    throw new StackError(
      `The Docker engine could not be made ready for a stack: ${reason(error)}. That takes a network, and the image ` +
        `testcontainers/ryuk, which removes what a killed process leaves; TESTCONTAINERS_RYUK_DISABLED=true does without. Or ${jvmInstead}.`,
      { cause: error },
    )
  }
}
