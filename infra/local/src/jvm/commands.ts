import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessCommand } from '../guarded-process.ts'
import { serverProperties } from '../kafka-properties.ts'
import { secureKafka } from '../kafka-security.ts'
import { freePort } from '../ports.ts'
import type { Broker, SecureDoors } from '../stack.ts'
import { formatLogDirectory, kafkaArguments, kafkaPlace, prepareLogDirectory } from './kafka.ts'
import type { Installation, PartsSettings } from './installation.ts'
import { registryArguments } from './registry.ts'
import { zipkinArguments, zipkinEnvironment } from './zipkin.ts'

/** What is particular to a part; Java is the same for all. */
export type PartCommand = Pick<ProcessCommand, 'title' | 'arguments' | 'logFile'> &
  Partial<Pick<ProcessCommand, 'env'>>

export async function kafkaCommand(
  { jars, formatted }: NonNullable<Installation['kafka']>,
  { directory, jvmFlags, kafkaProxyPort, security: wanted, installation, env }: PartsSettings,
  port: number,
): Promise<PartCommand & Pick<Broker, 'proxiedPort'> & { readonly secure: SecureDoors | undefined }> {
  const logDirectory = join(directory, 'kafka')
  const propertiesFile = join(directory, 'server.properties')
  const proxied =
    kafkaProxyPort === undefined ? undefined : { port: await freePort(), advertisedPort: kafkaProxyPort }
  const doors = wanted && { login: await freePort(), certificate: await freePort() }
  const security = doors && secureKafka(wanted, { host: '127.0.0.1', doors, folder: directory })
  for (const [name, content] of Object.entries(security?.files ?? {}))
    await writeFile(join(directory, name), content, { mode: 0o600 })
  const place = kafkaPlace({ port, controllerPort: await freePort(), proxied, doors }, logDirectory)
  await writeFile(propertiesFile, serverProperties(place, security?.properties), { mode: 0o600 })
  // Users are written by the tool that formats, so that a broker knows them from the beginning.
  if (security)
    await formatLogDirectory(propertiesFile, { java: installation.java, jars, env }, security.formatArguments)
  else await prepareLogDirectory(formatted, logDirectory)
  return {
    proxiedPort: proxied?.port,
    secure: security?.doors,
    title: 'Kafka',
    arguments: [
      ...jvmFlags.kafka,
      ...(security?.jvmFlags ?? []),
      ...kafkaArguments(jars, propertiesFile, join(directory, 'tmp')),
    ],
    logFile: join(directory, 'logs', 'kafka.log'),
  }
}

export function registryCommand(
  jar: string,
  { directory, jvmFlags }: PartsSettings,
  kafkaBrokers: string,
  port: number,
): PartCommand {
  const place = {
    host: '127.0.0.1',
    port,
    kafkaBrokers,
    snapshotDirectory: join(directory, 'snapshots'),
    temporaryDirectory: join(directory, 'tmp'),
  }
  return {
    title: 'The schema registry',
    arguments: [...jvmFlags.registry, ...registryArguments(jar, place)],
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
