/**
 * What is to be started of each part, on which ports, and what tells that it can be used: not an open port, which the engine opens before
 * anybody listens.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../ports.ts'
import { httpProbe, kafkaProbe, type Probe } from '../probe.ts'
import { registryStorageProbe, registryUrl } from '../registry-properties.ts'
import type { PartsRequest, SecureDoors, TraceBackEnd } from '../stack.ts'
import {
  jaegerBackEnd,
  jaegerContainer,
  kafkaContainer,
  registryContainer,
  type ContainerDefinition,
} from './definitions.ts'
import { guardedKafka } from './guarded-kafka.ts'

export interface Plan {
  readonly definition: ContainerDefinition
  readonly probes: readonly Probe[]
}

export interface KafkaPlan extends Plan {
  readonly kafkaBrokers: string
  readonly proxiedPort: number | undefined
  readonly secure: SecureDoors | undefined
}

/**
 * @param host by which the engine's machine is reached
 * @param dataDirectory where data outlives the container
 */
export async function planKafka(
  { kafkaProxyPort: proxyPort, security: wanted, preferredPorts }: PartsRequest,
  image: string,
  host: string,
  dataDirectory: string | undefined,
): Promise<KafkaPlan> {
  const plain = await freePort(preferredPorts?.kafka)
  const proxied = proxyPort === undefined ? undefined : await freePort()
  const doors = wanted && { login: await freePort(), certificate: await freePort() }
  const security = doors && (await guardedKafka(wanted, { host, doors }))
  const mount = dataDirectory === undefined ? undefined : join(dataDirectory, 'kafka')
  // The engine would make it, as its own.
  if (mount !== undefined) await mkdir(mount, { recursive: true })
  const kafkaBrokers = `${host}:${plain}`
  const ports = { plain, proxied, ...doors }
  return {
    definition: kafkaContainer({ image, host, ports, proxyPort, security, dataDirectory: mount }),
    probes: [kafkaProbe([kafkaBrokers])],
    kafkaBrokers,
    proxiedPort: proxied,
    secure: security?.doors,
  }
}

export interface RegistryPlan extends Plan {
  readonly schemaRegistryUrl: string
}

export async function planRegistry(
  { preferredPorts, given }: PartsRequest,
  image: string,
  host: string,
): Promise<RegistryPlan> {
  const port = await freePort(preferredPorts?.schemaRegistry)
  return {
    definition: registryContainer({ image, port, kafkaBrokers: given.kafkaBrokers }),
    probes: [registryStorageProbe(host, port)],
    schemaRegistryUrl: registryUrl(host, port),
  }
}

export interface JaegerPlan extends Plan {
  readonly traces: TraceBackEnd
}

export async function planJaeger(
  { preferredPorts }: PartsRequest,
  image: string,
  host: string,
): Promise<JaegerPlan> {
  const ports = {
    page: await freePort(preferredPorts?.jaeger),
    otlp: await freePort(),
    health: await freePort(),
  }
  return {
    definition: jaegerContainer(image, ports),
    // Its page is there before it takes spans.
    probes: [httpProbe(`http://${host}:${ports.health}/status`)],
    traces: jaegerBackEnd(host, ports),
  }
}
