import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessCommand } from '../guarded-process.ts'
import { freePort } from '../ports.ts'
import type { Broker } from '../stack.ts'
import { kafkaArguments, prepareLogDirectory, serverProperties } from './kafka.ts'
import type { Installation, PartsSettings } from './installation.ts'
import { registryArguments } from './registry.ts'
import { zipkinArguments, zipkinEnvironment } from './zipkin.ts'

/** What is particular to a part; Java is the same for all. */
export type PartCommand = Pick<ProcessCommand, 'title' | 'arguments' | 'logFile'> &
  Partial<Pick<ProcessCommand, 'env'>>

export async function kafkaCommand(
  { jars, formatted }: NonNullable<Installation['kafka']>,
  { directory, jvmFlags, kafkaProxyPort }: PartsSettings,
  port: number,
): Promise<PartCommand & Pick<Broker, 'proxiedPort'>> {
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

export function registryCommand(
  jar: string,
  { directory, jvmFlags }: PartsSettings,
  kafkaBrokers: string,
  port: number,
): PartCommand {
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

export function zipkinCommand(jar: string, { directory, env }: PartsSettings, port: number): PartCommand {
  return {
    title: 'Zipkin',
    arguments: zipkinArguments(jar, port, join(directory, 'tmp')),
    env: zipkinEnvironment(env),
    logFile: join(directory, 'logs', 'zipkin.log'),
  }
}
