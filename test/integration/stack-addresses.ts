import { openStack } from '@calltrail/local'
import { afterAll } from 'vitest'

/** For the environment of a service. */
export interface StackAddresses {
  readonly KAFKA_BROKERS: string
  readonly SCHEMA_REGISTRY_URL: string
}

/** The stack that the environment names, else one that lives as long as the tests of the calling file. */
export async function stackAddresses(): Promise<StackAddresses> {
  const stack = await openStack({ env: process.env })
  afterAll(() => stack[Symbol.asyncDispose]())
  return { KAFKA_BROKERS: stack.kafkaBrokers, SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl }
}
