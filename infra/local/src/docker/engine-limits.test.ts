import { describe, expect, it } from 'vitest'
import { checkLimits, registryHint } from './engine-limits.ts'
import { machineOf } from './engine.ts'

const here = { host: 'localhost', operatingSystem: 'Debian', securityOptions: [] }
const engines = {
  here: machineOf(here),
  elsewhere: machineOf({ ...here, host: 'engine' }),
  rootless: machineOf({ ...here, securityOptions: ['name=rootless'] }),
  desktop: machineOf({ ...here, operatingSystem: 'Docker Desktop' }),
}
const localKafka = { given: { kafkaBrokers: '127.0.0.1:9092' } }
const wayOut = /set SCHEMA_REGISTRY_URL too,.* or set CALLTRAIL_STACK=jvm/

describe('a registry in Docker, where a Kafka of this machine is given,', () => {
  it.each([
    ['elsewhere', 'is on another machine'],
    ['rootless', 'runs without root'],
  ] as const)('cannot reach it from an engine that is %s', (name, why) => {
    expect(() => checkLimits(localKafka, engines[name])).toThrow(why)
    expect(() => checkLimits(localKafka, engines[name])).toThrow(wayOut)
  })

  it('may reach it from Docker Desktop: whoever waits in vain is told of the setting', () => {
    expect(() => checkLimits(localKafka, engines.desktop)).not.toThrow()
    expect(registryHint(localKafka, engines.desktop)).toMatch(/enable host networking in Docker Desktop/)
    expect(registryHint(localKafka, engines.desktop)).toMatch(wayOut)
  })

  it('reaches it from an engine of this machine', () => {
    expect(() => checkLimits(localKafka, engines.here)).not.toThrow()
    expect(registryHint(localKafka, engines.here)).toBeUndefined()
  })

  it.each([
    ['a registry is given, too', { ...localKafka.given, schemaRegistryUrl: 'http://localhost:8081' }],
    ['Kafka is elsewhere', { kafkaBrokers: 'kafka:9092' }],
    ['no Kafka is given', {}],
  ])('is not what is wanted where %s', (_, given) => {
    for (const engine of Object.values(engines)) expect(() => checkLimits({ given }, engine)).not.toThrow()
    expect(registryHint({ given }, engines.desktop)).toBeUndefined()
  })
})

describe('data that is to be kept', () => {
  const wish = { given: {}, dataDirectory: '/home/me/.calltrail/stack' }

  it('cannot be written by an engine of another machine', () => {
    expect(() => checkLimits(wish, engines.elsewhere)).toThrow(
      /another machine \(engine\).*\/home\/me\/\.calltrail\/stack.*correct DOCKER_HOST, set TESTCONTAINERS_HOST_OVERRIDE.*, or set CALLTRAIL_STACK=jvm/,
    )
  })

  it('is none of ours where Kafka is given', () => {
    const given = { kafkaBrokers: 'kafka:9092' }
    expect(() => checkLimits({ ...wish, given }, engines.elsewhere)).not.toThrow()
  })

  it.each(['here', 'rootless', 'desktop'] as const)('can be by one that is %s', (name) => {
    expect(() => checkLimits(wish, engines[name])).not.toThrow()
  })
})
