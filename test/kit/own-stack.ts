/**
 * A Kafka and a registry of a test's own, provisioned: what is in their topics is the test's alone.
 */
import { openStack } from '@calltrail/local'
import { provision } from '@calltrail/provision'
import { connectKafka, connectRegistry } from '@calltrail/runtime'
import type { Kafka } from 'kafkajs'
import { pino } from 'pino'
import type { StackAddresses } from './shared-stack.ts'

export interface OwnStack extends StackAddresses, AsyncDisposable {
  readonly kafka: Kafka
  readonly registry: ReturnType<typeof connectRegistry>
}

/** Starts one, also where a Kafka is given. */
export async function openOwnStack(): Promise<OwnStack> {
  const { KAFKA_BROKERS: _, SCHEMA_REGISTRY_URL: __, ...env } = process.env
  await using cleanUp = new AsyncDisposableStack()
  const { kafkaBrokers, schemaRegistryUrl } = cleanUp.use(await openStack({ env }))
  const kafka = connectKafka(
    { kafkaBrokers: kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  await provision({ kafka, schemaRegistryUrl })
  const owned = cleanUp.move()
  return {
    kafkaBrokers,
    schemaRegistryUrl,
    kafka,
    registry: connectRegistry({ schemaRegistryUrl }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
