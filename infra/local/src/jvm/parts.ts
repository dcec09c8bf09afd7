import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GivenAddresses } from '../choice.ts'
import { kafkaProbe, portProbe, untilAnswered, type Probe } from '../probe.ts'
import type { Parts, PreferredPorts } from '../stack.ts'
import type { Java } from './java.ts'
import { startJvm, type JvmCommand, type JvmProcess } from './jvm-process.ts'
import { kafkaArguments, prepareLogDirectory, serverProperties } from './kafka.ts'
import { freePort } from './ports.ts'
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
  const processes: JvmProcess[] = []
  const start = (command: Omit<JvmCommand, 'java' | 'env' | 'stopDeadlineMs'>, ...probes: Probe[]): void => {
    const { java } = installation
    const jvm = owned.use(startJvm({ ...settings, ...command, java: java.command }, watchdog))
    processes.push(jvm)
    waits.push(whenReady(jvm, probes, signal))
  }

  let kafkaBrokers = given.kafkaBrokers
  if (kafkaBrokers === undefined && installation.kafka) {
    const port = await freePort(settings.preferredPorts?.kafka)
    const command = await kafkaCommand(installation.kafka, settings, port)
    kafkaBrokers = `127.0.0.1:${port}`
    start(command, portProbe(port), kafkaProbe([kafkaBrokers]))
  }
  let schemaRegistryUrl = given.schemaRegistryUrl
  if (schemaRegistryUrl === undefined && installation.registry && kafkaBrokers !== undefined) {
    // It waits for Kafka by itself, so that the two JVMs boot side by side.
    const port = await freePort(settings.preferredPorts?.schemaRegistry)
    schemaRegistryUrl = registryUrl(port)
    start(
      registryCommand(installation.registry.jar, settings, kafkaBrokers, port),
      portProbe(port),
      registryStorageProbe(port),
    )
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
    broken: Promise.race(processes.map(({ broken }) => broken)),
    [Symbol.asyncDispose]: () => (closing ??= parts.disposeAsync()),
  }
}

async function prepareDirectory(directory: string): Promise<void> {
  await rm(join(directory, 'tmp'), { recursive: true, force: true })
  for (const name of ['tmp', 'logs', 'snapshots']) await mkdir(join(directory, name), { recursive: true })
}

async function kafkaCommand(
  { jars, formatted }: NonNullable<Installation['kafka']>,
  { directory, jvmFlags }: PartsSettings,
  port: number,
): Promise<Pick<JvmCommand, 'title' | 'arguments' | 'logFile'>> {
  const logDirectory = join(directory, 'kafka')
  await prepareLogDirectory(formatted, logDirectory)
  const propertiesFile = join(directory, 'server.properties')
  await writeFile(propertiesFile, serverProperties({ port, controllerPort: await freePort() }, logDirectory))
  return {
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
