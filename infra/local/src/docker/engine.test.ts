import { describe, expect, it } from 'vitest'
import { isAt, machineOf, noEngine } from './engine.ts'

const facts = { host: 'localhost', operatingSystem: 'Debian GNU/Linux 13', securityOptions: [] }

describe('the machine of a Docker engine', () => {
  it.each(['localhost', '127.0.0.1'])('that is this one (%s) publishes ports for nobody else', (host) => {
    expect(machineOf({ ...facts, host })).toEqual({
      host: '127.0.0.1',
      publishedAt: '127.0.0.1',
      isHere: true,
      sharesNetwork: 'yes',
      rootless: false,
      labels: false,
    })
  })

  it('that is another one is reached by its name, so it publishes for others, and nothing of it is ours', () => {
    expect(machineOf({ ...facts, host: 'docker' })).toMatchObject({
      host: 'docker',
      publishedAt: '',
      isHere: false,
      sharesNetwork: 'no',
    })
  })

  it('without root has a network of its own, and its root is who we are', () => {
    const securityOptions = ['name=seccomp,profile=default', 'name=rootless', 'name=cgroupns']
    expect(machineOf({ ...facts, securityOptions })).toMatchObject({ rootless: true, sharesNetwork: 'no' })
  })

  it('of Docker Desktop may share the network', () => {
    expect(machineOf({ ...facts, operatingSystem: 'Docker Desktop' }).sharesNetwork).toBe('perhaps')
  })

  it('with SELinux wants directories labelled', () => {
    expect(machineOf({ ...facts, securityOptions: ['name=selinux'] }).labels).toBe(true)
  })
})

describe('an engine that was found', () => {
  it.each([
    ['unix:///run/a.sock', { socketPath: '/run/a.sock' }, true],
    ['unix:///run/a.sock', { socketPath: '/var/run/docker.sock' }, false],
    ['tcp://engine:2376', { host: 'engine' }, true],
    ['tcp://engine:2376', { socketPath: '/var/run/docker.sock' }, false],
    ['no address', { socketPath: '/var/run/docker.sock' }, false],
  ])('where DOCKER_HOST is %s, and it is at %j: is it that one? %s', (address, connection, isThatOne) => {
    expect(isAt(address, connection)).toBe(isThatOne)
  })
})

describe('where no Docker engine answers', () => {
  it('the message says where it was looked for, and the way out', () => {
    expect(noEngine(['unix:///nowhere']).message).toBe(
      'CALLTRAIL_STACK is docker, but no Docker engine answers (none at unix:///nowhere): start Docker, correct ' +
        'DOCKER_HOST, or set CALLTRAIL_STACK=jvm to run Kafka and the registry on the JVM.',
    )
  })

  it('the message says that there is no sign of one', () => {
    expect(noEngine([]).message).toContain('(DOCKER_HOST is not set, and there is no socket of one)')
  })
})
