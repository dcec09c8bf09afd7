import { getContainerRuntimeClient, type ContainerRuntimeClient } from 'testcontainers'
import { StackError } from '../stack-error.ts'
import { engineAddress } from './engine-address.ts'

export interface Engine {
  readonly client: ContainerRuntimeClient
  /** By which its machine is reached: 127.0.0.1 where that is this one. */
  readonly host: string
  /** The addresses of its machine on which ports are published: nobody else's where it is this one. */
  readonly publishedAt: string
}

/** @throws StackError when no engine answers */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<Engine> {
  // Processes that share what clears up after them (Ryuk) have it wait for the last of them; with this label nobody shares one of ours.
  // oxlint-disable-next-line node/no-process-env -- testcontainers reads it there
  process.env['TESTCONTAINERS_RYUK_TEST_LABEL'] ??= 'true'
  let client
  try {
    client = await getContainerRuntimeClient()
  } catch (error) {
    throw noEngine(engineAddress(env), error)
  }
  return { client, ...reachedBy(client.info.containerRuntime.host) }
}

export function reachedBy(host: string): Pick<Engine, 'host' | 'publishedAt'> {
  const isHere = host === 'localhost' || host.startsWith('127.')
  return isHere ? { host: '127.0.0.1', publishedAt: '127.0.0.1' } : { host, publishedAt: '' }
}

export function noEngine(address: string | undefined, cause?: unknown): StackError {
  const finding =
    address === undefined ? 'DOCKER_HOST is not set, and there is no socket of one' : `none at ${address}`
  return new StackError(
    `CALLTRAIL_STACK is docker, but no Docker engine answers (${finding}): start Docker, correct DOCKER_HOST, or unset ` +
      'CALLTRAIL_STACK to run Kafka and the registry on the JVM.',
    { cause },
  )
}
