import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { newClusterId, serverProperties, type KafkaPlace } from '../kafka-properties.ts'
import type { Java } from './java.ts'
import { flags } from './java-flags.ts'

/** Kafka's ports on this machine, where nobody else can reach it. */
export interface KafkaPorts {
  readonly port: number
  readonly controllerPort: number
  /** A second listener for clients that come through a proxy: it names them the proxy's port. */
  readonly proxied?: { readonly port: number; readonly advertisedPort: number } | undefined
  readonly doors?: { readonly login: number; readonly certificate: number } | undefined
}

export function kafkaPlace(
  { port, controllerPort, proxied, doors }: KafkaPorts,
  logDirectory: string,
): KafkaPlace {
  const at = (port: number, advertisedPort = port) => ({
    bound: `127.0.0.1:${port}`,
    advertised: `127.0.0.1:${advertisedPort}`,
  })
  return {
    listeners: {
      PLAINTEXT: at(port),
      ...(proxied && { PROXIED: at(proxied.port, proxied.advertisedPort) }),
      ...(doors && { LOGIN: at(doors.login), CERTIFICATE: at(doors.certificate) }),
    },
    ownListener: 'PLAINTEXT',
    controllerPort,
    logDirectory,
  }
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
    await writeFile(
      propertiesFile,
      serverProperties(kafkaPlace({ port: 1, controllerPort: 2 }, logDirectory)),
    )
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
      newClusterId(),
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
  await writeFile(properties, template.replace(/^cluster\.id=.*$/m, `cluster.id=${newClusterId()}`))
}
