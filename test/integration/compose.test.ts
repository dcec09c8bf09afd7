/**
 * docker-compose.yml, read by the implementation of its specification: which containers there are, and with what rights, in what order.
 */
import { images } from '@calltrail/deploy'
import type { ComposeService } from '@calltrail/deploy/compose'
import { stopDeadlineMs } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { deployed, model, service } from '../kit/plain-compose.ts'

const infra = ['kafka', 'registry', 'jaeger', 'collector', 'prometheus', 'grafana']
const ours = images.filter(({ runs }) => runs !== 'by-hand').map(({ name }) => name)

/** The services of which something is not so. */
function servicesWhere(
  isWrong: (service: ComposeService, name: string) => boolean,
  of = [...infra, ...ours],
) {
  return of.filter((name) => isWrong(service(name), name))
}

describe('the services', () => {
  it('are what is deployed, the simulators, and what they need around them', () => {
    expect(Object.keys(model.services).toSorted()).toEqual([...infra, ...ours].toSorted())
  })

  it('are all in the profile all, and what is not Calltrail is in the profile infra', () => {
    expect(servicesWhere(({ profiles }) => !profiles.includes('all'))).toEqual([])
    expect(servicesWhere(({ profiles }) => profiles.includes('infra')).toSorted()).toEqual(infra.toSorted())
  })

  it('of Calltrail are built by the one Dockerfile, each as itself', () => {
    const builds = ours.map((name) => [
      name,
      service(name).image,
      service(name).build?.args,
      service(name).build?.dockerfile,
    ])
    expect(builds).toEqual(
      ours.map((name) => [name, `calltrail/${name}`, { SERVICE: name }, 'infra/docker/Dockerfile']),
    )
  })

  it('can be reached from this machine only', () => {
    expect(servicesWhere(({ ports }) => ports.some(({ host_ip }) => host_ip !== '127.0.0.1'))).toEqual([])
  })

  it('are published on ports of their own', () => {
    const published = Object.values(model.services).flatMap(({ ports }) =>
      ports.map((port) => port.published),
    )
    expect(new Set(published).size).toBe(published.length)
  })

  it('write to volumes and to memory only, without privileges, and within limits', () => {
    expect(servicesWhere(({ read_only }) => read_only !== true)).toEqual([])
    expect(servicesWhere(({ privileged }) => privileged === true)).toEqual([])
    expect(servicesWhere(({ cap_drop, cap_add }) => cap_drop.join() !== 'ALL' || cap_add.length > 0)).toEqual(
      [],
    )
    expect(servicesWhere(({ security_opt }) => !security_opt.includes('no-new-privileges:true'))).toEqual([])
    expect(servicesWhere(({ mem_limit }) => mem_limit === undefined)).toEqual([])
  })

  it('of Calltrail run as nobody', () => {
    expect(servicesWhere(({ user }) => user !== '65532:65532', ours)).toEqual([])
  })

  it('mount files of this repository to be read, never to be written', () => {
    const binds = (service: ComposeService) => service.volumes.filter(({ type }) => type === 'bind')
    expect(servicesWhere((service) => binds(service).some(({ read_only }) => read_only !== true))).toEqual([])
  })

  it('start again when they end, but for what runs once', () => {
    const once = deployed.filter(({ runs }) => runs === 'once').map(({ name }) => name)
    expect(servicesWhere(({ restart }) => restart !== 'unless-stopped')).toEqual(once)
    expect(once.map((name) => service(name).restart)).toEqual(once.map(() => 'no'))
  })

  it('have longer to end than they take', () => {
    const graceMs = (name: string) => Number.parseInt(service(name).stop_grace_period ?? '', 10) * 1_000
    expect(ours.filter((name) => !(graceMs(name) > stopDeadlineMs))).toEqual([])
    expect(service('ingress').stop_grace_period).toMatch(/^\d+s$/)
  })
})

describe('the order', () => {
  const running = deployed.filter(({ runs }) => runs === 'always').map(({ name }) => name)

  it('is that each service of Calltrail waits for topics and schemas', () => {
    const waits = ({ depends_on }: ComposeService) =>
      depends_on['provision']?.condition === 'service_completed_successfully'
    expect(servicesWhere((service) => !waits(service), running)).toEqual([])
  })

  it('is that these wait for Kafka and the registry to answer', () => {
    expect(service('provision').depends_on).toMatchObject({
      kafka: { condition: 'service_healthy' },
      registry: { condition: 'service_healthy' },
    })
  })

  it('is that whoever is told the name of a container in an address waits for it, or for who does', () => {
    const waitsFor = (name: string): string[] =>
      Object.keys(service(name).depends_on).flatMap((other) => [other, ...waitsFor(other)])
    const findings = Object.keys(model.services).flatMap((name) => {
      const texts = Object.values(service(name).environment).join(' ')
      return Object.keys(model.services)
        .filter((other) => other !== name && new RegExp(`(^|[ /])${other}:\\d`).test(texts))
        .filter((other) => !waitsFor(name).includes(other))
        .map((other) => `${name} → ${other}`)
    })
    expect(findings).toEqual([])
  })

  it('is known from health checks wherever there can be one', () => {
    // The images of Calltrail bring their own, and the collector's has nothing to run one with. One that is switched off fails `up --wait`.
    expect(servicesWhere(({ healthcheck }) => healthcheck === undefined, infra)).toEqual(['collector'])
    expect(servicesWhere(({ healthcheck }) => healthcheck?.disable === true)).toEqual([])
  })
})
