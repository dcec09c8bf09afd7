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

/**
 * Starts one, also where a Kafka is given.
 * @param sharedRegistry the address of one that does for a test which only writes and reads events
 */
export async function openOwnStack(sharedRegistry?: string): Promise<OwnStack> {
  const { KAFKA_BROKERS: _, SCHEMA_REGISTRY_URL: __, ...others } = process.env
  const env = sharedRegistry === undefined ? others : { ...others, SCHEMA_REGISTRY_URL: sharedRegistry }
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
