/**
 * One Kafka and one registry, provisioned, for all tests of a run. Tests keep out of each other's way by topics of their own.
 */
import { chooseProviders, openStack, progressOn } from '@calltrail/local'
import { provision } from '@calltrail/provision'
import { connectKafka } from '@calltrail/runtime'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'

export interface StackAddresses {
  readonly kafkaBrokers: string
  readonly schemaRegistryUrl: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    stack: StackAddresses
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  console.error(whoProvides(chooseProviders(process.env)))
  const stack = await openStack({ env: process.env, progress: progressOn(process.stderr) })
  const { kafkaBrokers, schemaRegistryUrl } = stack
  const kafka = connectKafka(
    { kafkaBrokers: kafkaBrokers.split(',') },
    'calltrail-test',
    pino({ enabled: false }),
  )
  await provision({ kafka, schemaRegistryUrl })
  project.provide('stack', { kafkaBrokers, schemaRegistryUrl })
  return async () => stack[Symbol.asyncDispose]()
}

function whoProvides({ given, provider }: ReturnType<typeof chooseProviders>): string {
  const names =
    Object.keys(given).length > 0
      ? 'What tests need beside the given addresses'
      : 'Kafka and the registry of the tests'
  return provider === 'docker'
    ? `${names} run in Docker (CALLTRAIL_STACK=jvm: on the JVM).`
    : `${names} run on the JVM (CALLTRAIL_STACK=docker: in Docker).`
}
