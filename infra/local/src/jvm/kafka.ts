import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Java } from './java.ts'
import { flags } from './java-flags.ts'
import type { KafkaSecurity } from './kafka-security.ts'

export interface KafkaAddresses {
  readonly port: number
  readonly controllerPort: number
  /** A second listener for clients that come through a proxy: it names them the proxy's port. */
  readonly proxied?: { readonly port: number; readonly advertisedPort: number } | undefined
}

/** One node that is both broker and controller, reachable on this machine only, as quick to start as can be. */
export function serverProperties(
  { port, controllerPort, proxied }: KafkaAddresses,
  logDirectory: string,
  security?: Pick<KafkaSecurity, 'ports' | 'properties'>,
): string {
  const listeners = (proxiedPort: number | undefined) =>
    Object.entries({
      PLAINTEXT: port,
      PROXIED: proxiedPort,
      LOGIN: security?.ports.login,
      CERTIFICATE: security?.ports.certificate,
    })
      .filter(([, port]) => port !== undefined)
      .map(([name, port]) => `${name}://127.0.0.1:${port}`)
      .join()
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `${listeners(proxied?.port)},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': listeners(proxied?.advertisedPort),
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_SSL,CERTIFICATE:SSL',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logDirectory,
    // Topics are provisioned; a misspelt name must fail here as it would in production.
    'auto.create.topics.enable': false,
    // There is one broker to replicate to.
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // With the default of 50 the first consumer and the first transaction wait while 50 logs are created.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    // The registry's journal is a topic like any other, and data is to stay until a fresh start.
    'log.retention.ms': -1,
    // Fewer threads and no idle writes: a stack that nobody uses should not be felt.
    'num.network.threads': 2,
    'num.io.threads': 4,
    'metadata.max.idle.interval.ms': 0,
    ...security?.properties,
  }
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

export function kafkaArguments(jars: string, propertiesFile: string, temporaryDirectory: string): string[] {
  return [
    ...flags({ heapMb: 512, temporaryDirectory }),
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
    '-cp',
    join(jars, '*'),
    'kafka.Kafka',
    propertiesFile,
  ]
}

/** What runs Kafka's own tools. */
export interface KafkaTools {
  readonly java: Java
  readonly jars: string
  readonly env: NodeJS.ProcessEnv
}

/**
 * An empty log directory as Kafka's own tool formats it, made once: formatting costs a JVM's start, copying nothing.
 * @returns its path in the cache
 */
export async function formattedLogDirectory(cache: string, tools: KafkaTools): Promise<string> {
  const folder = join(cache, 'formatted')
  if (existsSync(folder)) return folder
  const partial = `${folder}.${randomBytes(6).toString('hex')}`
  const logDirectory = join(partial, 'log')
  const propertiesFile = join(partial, 'server.properties')
  await mkdir(partial, { recursive: true })
  try {
    await writeFile(propertiesFile, serverProperties({ port: 1, controllerPort: 2 }, logDirectory))
    await formatLogDirectory(propertiesFile, tools)
    await rename(logDirectory, folder).catch((error: unknown) => {
      // Another process was quicker; its directory is as good.
      if (!existsSync(folder)) throw error
    })
    return folder
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** Formats the directory that the properties name, as a cluster of its own. */
export async function formatLogDirectory(
  propertiesFile: string,
  { java, jars, env }: KafkaTools,
  further: readonly string[] = [],
): Promise<void> {
  await execa(
    java.command,
    [
      '-XX:TieredStopAtLevel=1',
      '-cp',
      join(jars, '*'),
      'kafka.tools.StorageTool',
      'format',
      '-t',
      randomClusterId(),
      '-c',
      propertiesFile,
      ...further,
    ],
    { env, extendEnv: false, stdin: 'ignore' },
  )
}

/** Makes a log directory unless there is one with data, as a cluster of its own. */
export async function prepareLogDirectory(formatted: string, logDirectory: string): Promise<void> {
  const properties = join(logDirectory, 'meta.properties')
  if (existsSync(properties)) return
  await mkdir(logDirectory, { recursive: true })
  await copyFile(join(formatted, 'bootstrap.checkpoint'), join(logDirectory, 'bootstrap.checkpoint'))
  const template = await readFile(join(formatted, 'meta.properties'), 'utf8')
  await writeFile(properties, template.replace(/^cluster\.id=.*$/m, `cluster.id=${randomClusterId()}`))
}

/** Kafka's form of a UUID: 16 bytes in URL-safe Base64. Its tools take one that starts with a dash for an option. */
function randomClusterId(): string {
  return `A${randomBytes(16).toString('base64url').slice(1)}`
}
