import type { StartedNetwork } from 'testcontainers'
import { describe, expect, it } from 'vitest'
import { OwnContainer } from './container.ts'
import { jaegerContainer, kafkaContainer, registryContainer } from './definitions.ts'
import { machineOf } from './engine.ts'

/** What testcontainers sends to the engine. */
class SeenContainer extends OwnContainer {
  get sent() {
    return { ...this.createOpts, HostConfig: this.hostConfig }
  }
}

const here = { host: 'localhost', operatingSystem: 'Debian', securityOptions: [] }
const network = { getName: () => 'n', getId: () => 'n' } as unknown as StartedNetwork
const kafka = { image: 'apache/kafka:4.1.0', host: '127.0.0.1', ports: { plain: 29_092, proxied: 29_093 } }

function sent(
  definition: ReturnType<typeof kafkaContainer>,
  facts: Partial<Parameters<typeof machineOf>[0]> = {},
) {
  return new SeenContainer(definition, machineOf({ ...here, ...facts }), network).sent
}

describe('a container', () => {
  it.each([
    ['Kafka', kafkaContainer(kafka)],
    ['the registry', registryContainer({ image: 'apicurio/apicurio-registry:3.0.9', port: 28_081 })],
    ['Jaeger', jaegerContainer('jaegertracing/jaeger:2.13.0', { page: 1, otlp: 2, health: 3 })],
  ])('of %s publishes its ports on 127.0.0.1 alone', (_, definition) => {
    const bindings = sent(definition).HostConfig.PortBindings as Record<string, unknown>
    expect(bindings).toEqual(
      Object.fromEntries(
        definition.ports.map(({ container, host }) => [
          `${container}/tcp`,
          [{ HostIp: '127.0.0.1', HostPort: String(host) }],
        ]),
      ),
    )
    expect(Object.keys(bindings)).not.toEqual([])
  })
})

describe('a container that writes to a directory of ours', () => {
  const definition = kafkaContainer({ ...kafka, dataDirectory: '/home/me/data' })

  it('does so as the user that we are', () => {
    const { User, HostConfig } = sent(definition)
    expect(User).toBe(`${process.getuid!()}:${process.getgid!()}`)
    expect(HostConfig.Binds).toEqual(['/home/me/data:/calltrail/kafka:rw'])
  })

  it('is root where the engine is not, which is the same', () => {
    expect(sent(definition, { securityOptions: ['name=rootless'] }).User).toBe('0:0')
  })

  it('has it labelled where SELinux wants that', () => {
    const { HostConfig } = sent(definition, { securityOptions: ['name=selinux'] })
    expect(HostConfig.Binds).toEqual(['/home/me/data:/calltrail/kafka:z'])
  })
})
