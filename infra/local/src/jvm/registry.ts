import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { httpProbe, type Probe } from '../probe.ts'
import { flags } from './java-flags.ts'

export interface RegistrySettings {
  readonly port: number
  /** Where it stores its data: as Kafka keeps it, the registry needs no directory that lasts. */
  readonly kafkaBrokers: string
  /** Its own snapshots of that data, which it goes without when they are gone. */
  readonly snapshotDirectory: string
  readonly temporaryDirectory: string
}

/** Apicurio's settings that differ from its defaults. */
export function registryProperties(settings: RegistrySettings): Record<string, string | number | boolean> {
  return {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': settings.port,
    'quarkus.http.access-log.enabled': false,
    'apicurio.storage.kind': 'kafkasql',
    'apicurio.kafkasql.bootstrap.servers': settings.kafkaBrokers,
    'apicurio.storage.snapshot.location': settings.snapshotDirectory,
    'apicurio.import.work-dir': settings.temporaryDirectory,
    // It looks for snapshots until a poll comes back empty: with the default of 5 s that is most of its start. When
    // a snapshot is missed it reads its journal from the beginning, which has everything.
    'apicurio.kafkasql.consumer.poll.timeout': 200,
    'apicurio.datasource.jdbc.initial-size': 2,
    'apicurio.datasource.jdbc.min-size': 2,
    // Otherwise it looks every second whether somebody has changed a log level.
    'apicurio.logconfigjob.every': '1h',
  }
}

export function registryArguments(jar: string, settings: RegistrySettings): string[] {
  return [
    ...flags({ heapMb: 512, temporaryDirectory: settings.temporaryDirectory }),
    ...Object.entries(registryProperties(settings)).map(([key, value]) => `-D${key}=${value}`),
    '-jar',
    jar,
  ]
}

export async function registryJar(folder: string): Promise<string> {
  const jar = (await readdir(folder)).find((name) => name.endsWith('-runner.jar'))
  if (!jar) throw new Error(`No runner jar in ${folder}: delete that folder, and it is downloaded again.`)
  return join(folder, jar)
}

/** The address of the Confluent API that Apicurio offers. */
export function registryUrl(port: number): string {
  return `http://127.0.0.1:${port}/apis/ccompat/v7`
}

/** The Confluent API answers, emptily, while the registry still reads its data from Kafka; this waits for the end of that. */
export function registryStorageProbe(port: number): Probe {
  return httpProbe(`http://127.0.0.1:${port}/health/ready`)
}
