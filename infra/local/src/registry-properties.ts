/**
 * How Apicurio Registry is set up for development and tests, whoever runs it.
 */
import { httpProbe, type Probe } from './probe.ts'

export interface RegistryPlace {
  /** The address on which it listens. */
  readonly host: string
  readonly port: number
  /** Where it stores its data: as Kafka keeps it, the registry needs no directory that lasts. */
  readonly kafkaBrokers: string
  /** Its own snapshots of that data, which it goes without when they are gone. */
  readonly snapshotDirectory: string
  readonly temporaryDirectory: string
}

/** Apicurio's settings that differ from its defaults. */
export function registryProperties(place: RegistryPlace): Record<string, string | number | boolean> {
  return {
    'quarkus.http.host': place.host,
    'quarkus.http.port': place.port,
    'quarkus.http.access-log.enabled': false,
    'apicurio.storage.kind': 'kafkasql',
    'apicurio.kafkasql.bootstrap.servers': place.kafkaBrokers,
    'apicurio.storage.snapshot.location': place.snapshotDirectory,
    'apicurio.import.work-dir': place.temporaryDirectory,
    // It looks for snapshots until a poll comes back empty: with the default of 5 s that is most of its start. When
    // a snapshot is missed it reads its journal from the beginning, which has everything.
    'apicurio.kafkasql.consumer.poll.timeout': 200,
    'apicurio.datasource.jdbc.initial-size': 2,
    'apicurio.datasource.jdbc.min-size': 2,
    // Otherwise it looks every second whether somebody has changed a log level.
    'apicurio.logconfigjob.every': '1h',
  }
}

/** The address of the Confluent API that Apicurio offers. */
export function registryUrl(host: string, port: number): string {
  return `http://${host}:${port}/apis/ccompat/v7`
}

/** The Confluent API answers, emptily, while the registry still reads its data from Kafka; this waits for the end of that. */
export function registryStorageProbe(host: string, port: number): Probe {
  return httpProbe(`http://${host}:${port}/health/ready`)
}
