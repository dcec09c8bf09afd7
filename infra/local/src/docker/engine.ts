import { getContainerRuntimeClient, type ContainerRuntimeClient } from 'testcontainers'
import { StackError } from '../stack-error.ts'
import { engineAddresses } from './engine-address.ts'
import { jvmInstead } from './jvm-instead.ts'

export interface Engine extends EngineMachine {
  readonly client: ContainerRuntimeClient
}

/** What of an engine's machine decides how its containers reach us, and we them. */
export interface EngineMachine {
  /** By which it is reached: 127.0.0.1 where it is this one. */
  readonly host: string
  /** The addresses of it on which ports are published: nobody else's where it is this one. */
  readonly publishedAt: string
  /** Whether its files are those of this machine. */
  readonly isHere: boolean
  /** Whether its network is that of this machine; Docker Desktop has that as a setting, which it does not tell. */
  readonly sharesNetwork: 'yes' | 'no' | 'perhaps'
  /** Whether root of a container is the user that we are, and everybody else is nobody here. */
  readonly rootless: boolean
  /** Whether a directory has to be labelled before a container may use it. */
  readonly labels: boolean
}

/** @throws StackError when no engine answers where it is said to be */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<Engine> {
  // Processes that share what clears up after them (Ryuk) have it wait for the last of them; with this label nobody shares one of ours.
  // oxlint-disable-next-line node/no-process-env -- testcontainers reads it there
  process.env['TESTCONTAINERS_RYUK_TEST_LABEL'] ??= 'true'
  let client
  try {
    client = await getContainerRuntimeClient()
  } catch (error) {
    throw noEngine(engineAddresses(env), error)
  }
  const { dockerode } = client.container
  const [given] = env['DOCKER_HOST']?.trim() ? engineAddresses(env) : []
  // Where nobody answers at the given address, testcontainers takes whom it finds elsewhere.
  if (given !== undefined && !isAt(given, dockerode.modem as EngineConnection)) throw noEngine([given])
  const { SecurityOptions: securityOptions = [] } = (await dockerode.info()) as { SecurityOptions?: string[] }
  const { host, operatingSystem } = client.info.containerRuntime
  return { client, ...machineOf({ host, operatingSystem, securityOptions }) }
}

/** As dockerode keeps it. */
export interface EngineConnection {
  readonly socketPath?: string | undefined
  readonly host?: string | undefined
}

/** @param address a DOCKER_HOST */
export function isAt(address: string, { socketPath, host }: EngineConnection): boolean {
  const url = URL.parse(address)
  return url !== null && (url.hostname === '' ? socketPath === url.pathname : host === url.hostname)
}

/** @param facts what the engine says of itself, and by which name it is reached */
export function machineOf(facts: {
  readonly host: string
  readonly operatingSystem: string
  readonly securityOptions: readonly string[]
}): EngineMachine {
  const { host, operatingSystem, securityOptions } = facts
  const isHere = host === 'localhost' || host.startsWith('127.')
  const has = (option: string) => securityOptions.some((each) => each.split(',')[0] === `name=${option}`)
  const rootless = has('rootless')
  const ofDesktop = operatingSystem === 'Docker Desktop' ? 'perhaps' : 'yes'
  return {
    ...(isHere ? { host: '127.0.0.1', publishedAt: '127.0.0.1' } : { host, publishedAt: '' }),
    isHere,
    sharesNetwork: isHere && !rootless ? ofDesktop : 'no',
    rootless,
    labels: has('selinux'),
  }
}

/** @param addresses where it was looked for */
export function noEngine(addresses: readonly string[], cause?: unknown): StackError {
  const finding =
    addresses.length === 0
      ? 'DOCKER_HOST is not set, and there is no socket of one'
      : `none at ${addresses.join(' or ')}`
  return new StackError(
    `CALLTRAIL_STACK is docker, but no Docker engine answers (${finding}): start Docker, correct DOCKER_HOST, or ${jvmInstead}.`,
    { cause },
  )
}
