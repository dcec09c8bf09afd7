import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GivenAddresses } from '../choice.ts'
import { kafkaProbe, portProbe, untilAnswered, type Probe } from '../probe.ts'
import type { Broker, Parts, PreferredPorts } from '../stack.ts'
import type { StackError } from '../stack-error.ts'
import type { Java } from './java.ts'
import { startJvm, type JvmCommand, type JvmProcess } from './jvm-process.ts'
import { kafkaArguments, prepareLogDirectory, serverProperties } from './kafka.ts'
import { freePort } from './ports.ts'
import { restartable } from './restartable-jvm.ts'
import { registryArguments, registryStorageProbe, registryUrl } from './registry.ts'
import { startWatchdog } from './watchdog.ts'

/** Where in the cache the programs are. */
export interface Installation {
  readonly java: Java
  /** Absent when Kafka is given. */
  readonly kafka?: { readonly jars: string; readonly formatted: string }
  /** Absent when the registry is given. */
  readonly registry?: { readonly jar: string }
}

export interface PartsSettings {
  readonly installation: Installation
  readonly given: GivenAddresses
  readonly env: NodeJS.ProcessEnv
  readonly directory: string
  /** Whether the directory goes when this process dies without stopping the parts. */
  readonly temporary: boolean
  readonly preferredPorts?: PreferredPorts | undefined
  readonly kafkaProxyPort?: number | undefined
  /** Further flags for the JVM of a part. */
  readonly jvmFlags: { readonly kafka: readonly string[]; readonly registry: readonly string[] }
  readonly stopDeadlineMs: number
  readonly signal?: AbortSignal | undefined
}

const startDeadlineMs = 90_000

/** Starts the parts that are installed, and resolves when they answer. Disposing stops them: the registry, then Kafka. */
export async function startParts(settings: PartsSettings): Promise<Parts> {
  const { installation, given, directory, signal } = settings
  await using owned = new AsyncDisposableStack()
  const watchdog = owned.use(startWatchdog(settings.temporary ? directory : undefined))
  await prepareDirectory(directory)

  const waits: Promise<void>[] = []
  const breaks: Promise<StackError>[] = []
  const start = (command: Omit<JvmCommand, 'java' | 'env' | 'stopDeadlineMs'>): JvmProcess =>
    startJvm({ ...settings, ...command, java: installation.java.command }, watchdog)

  let kafkaBrokers = given.kafkaBrokers
  let broker: Broker | undefined
  if (kafkaBrokers === undefined && installation.kafka) {
    const port = await freePort(settings.preferredPorts?.kafka)
    const { proxiedPort, ...command } = await kafkaCommand(installation.kafka, settings, port)
    kafkaBrokers = `127.0.0.1:${port}`
    const probes = [portProbe(port), kafkaProbe([kafkaBrokers])]
    const jvm = owned.use(restartable(() => start(command)))
    broker = {
      proxiedPort,
      kill: () => jvm.current().kill(),
      start: () => whenReady(jvm.startAgain(), probes, signal),
    }
    breaks.push(jvm.broken)
    waits.push(whenReady(jvm.current(), probes, signal))
  }
  let schemaRegistryUrl = given.schemaRegistryUrl
  if (schemaRegistryUrl === undefined && installation.registry && kafkaBrokers !== undefined) {
    // It waits for Kafka by itself, so that the two JVMs boot side by side.
    const port = await freePort(settings.preferredPorts?.schemaRegistry)
    schemaRegistryUrl = registryUrl(port)
    const jvm = owned.use(start(registryCommand(installation.registry.jar, settings, kafkaBrokers, port)))
    breaks.push(jvm.broken)
    waits.push(whenReady(jvm, [portProbe(port), registryStorageProbe(port)], signal))
  }
  if (kafkaBrokers === undefined || schemaRegistryUrl === undefined) {
    throw new Error('A part is neither given nor installed')
  }
  await Promise.all(waits)

  const parts = owned.move()
  let closing: Promise<void> | undefined
  return {
    kafkaBrokers,
    schemaRegistryUrl,
    broken: Promise.race(breaks),
    ...(broker ? { broker } : {}),
    [Symbol.asyncDispose]: () => (closing ??= parts.disposeAsync()),
  }
}

async function prepareDirectory(directory: string): Promise<void> {
  await rm(join(directory, 'tmp'), { recursive: true, force: true })
  for (const name of ['tmp', 'logs', 'snapshots']) await mkdir(join(directory, name), { recursive: true })
}

async function kafkaCommand(
  { jars, formatted }: NonNullable<Installation['kafka']>,
  { directory, jvmFlags, kafkaProxyPort }: PartsSettings,
  port: number,
): Promise<Pick<JvmCommand, 'title' | 'arguments' | 'logFile'> & Pick<Broker, 'proxiedPort'>> {
  const logDirectory = join(directory, 'kafka')
  await prepareLogDirectory(formatted, logDirectory)
  const propertiesFile = join(directory, 'server.properties')
  const proxied =
    kafkaProxyPort === undefined ? undefined : { port: await freePort(), advertisedPort: kafkaProxyPort }
  const addresses = { port, controllerPort: await freePort(), proxied }
  await writeFile(propertiesFile, serverProperties(addresses, logDirectory))
  return {
    proxiedPort: proxied?.port,
    title: 'Kafka',
    arguments: [...jvmFlags.kafka, ...kafkaArguments(jars, propertiesFile, join(directory, 'tmp'))],
    logFile: join(directory, 'logs', 'kafka.log'),
  }
}

function registryCommand(
  jar: string,
  { directory, jvmFlags }: PartsSettings,
  kafkaBrokers: string,
  port: number,
): Pick<JvmCommand, 'title' | 'arguments' | 'logFile'> {
  const settings = {
    port,
    kafkaBrokers,
    snapshotDirectory: join(directory, 'snapshots'),
    temporaryDirectory: join(directory, 'tmp'),
  }
  return {
    title: 'The schema registry',
    arguments: [...jvmFlags.registry, ...registryArguments(jar, settings)],
    logFile: join(directory, 'logs', 'registry.log'),
  }
}

/** Waits until each probe in turn is answered, unless the JVM ends before. */
async function whenReady(jvm: JvmProcess, probes: readonly Probe[], signal?: AbortSignal): Promise<void> {
  const over = new AbortController()
  const givenUp = AbortSignal.any([over.signal, ...(signal ? [signal] : [])])
  const answers = async (): Promise<void> => {
    try {
      for (const probe of probes) await untilAnswered(probe, { deadlineMs: startDeadlineMs, signal: givenUp })
    } catch (error) {
      givenUp.throwIfAborted()
      throw await jvm.complaint(`did not answer within ${startDeadlineMs / 1000} s (${String(error)})`)
    }
  }
  try {
    await Promise.race([answers(), jvm.broken.then((error) => Promise.reject(error))])
  } finally {
    over.abort()
  }
}
