import { openStack } from '@calltrail/local'
import { beforeAll } from 'vitest'

/** For the environment of a service. */
export interface StackAddresses {
  readonly KAFKA_BROKERS: string
  readonly SCHEMA_REGISTRY_URL: string
}

/** Gives the tests of the calling file the stack that the environment names, else one that lives as long as they do. */
export function withStack(take: (addresses: StackAddresses) => void): void {
  beforeAll(async () => {
    const stack = await openStack({ env: process.env })
    take({ KAFKA_BROKERS: stack.kafkaBrokers, SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl })
    return () => stack[Symbol.asyncDispose]()
  })
}
