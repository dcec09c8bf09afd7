import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../ports.ts'
import { engineAddresses, engineAnswers } from './engine-address.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

async function listen(at: string | number, answer: RequestListener): Promise<void> {
  const server = createServer(answer)
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(typeof at === 'number' ? server.listen(at, '127.0.0.1') : server.listen(at), 'listening')
}

/** As an engine does. */
const ping: RequestListener = ({ url }, response) => {
  response.writeHead(url === '/_ping' ? 200 : 404).end('OK')
}

describe('a Docker engine', () => {
  it('is where DOCKER_HOST says, be it there or not', () => {
    expect(engineAddresses({ DOCKER_HOST: 'tcp://engine:2375' }, () => true)).toEqual(['tcp://engine:2375'])
  })

  it('is at the socket of the machine or at the first of the user, as far as they are there', () => {
    const env = { HOME: '/home/me', XDG_RUNTIME_DIR: '/run/user/7' }
    expect(engineAddresses(env, () => true)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/7/docker.sock',
    ])
    const desktop = '/home/me/.docker/run/docker.sock'
    expect(engineAddresses(env, (path) => path === desktop)).toEqual([`unix://${desktop}`])
    expect(engineAddresses(env, () => false)).toEqual([])
  })

  it('answers at the socket of the user where the one of the machine is dead', async () => {
    await listen(join(folder, 'docker.sock'), ping)
    expect(await engineAnswers({ XDG_RUNTIME_DIR: folder }, () => true)).toBe(true)
  })

  it('answers at its socket', async () => {
    const socket = join(folder, 'docker.sock')
    await listen(socket, ping)
    expect(await engineAnswers({ DOCKER_HOST: `unix://${socket}` })).toBe(true)
  })

  it('answers at a port', async () => {
    const port = await freePort()
    await listen(port, ping)
    expect(await engineAnswers({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(true)
  })

  it.each([
    ['a socket of which nobody knows', (folder: string) => `unix://${folder}/none.sock`],
    ['an address that cannot be spoken to in plain HTTP', () => 'ssh://engine'],
    ['no address', () => 'docker'],
  ])('does not answer at %s', async (_, address) => {
    expect(await engineAnswers({ DOCKER_HOST: address(folder) })).toBe(false)
  })

  it('does not answer where somebody else does', async () => {
    const socket = join(folder, 'docker.sock')
    await listen(socket, (_, response) => void response.writeHead(503).end())
    expect(await engineAnswers({ DOCKER_HOST: `unix://${socket}` })).toBe(false)
  })

  it('that says nothing is not waited for', async () => {
    const socket = join(folder, 'docker.sock')
    await listen(socket, () => {})
    expect(await engineAnswers({ DOCKER_HOST: `unix://${socket}` })).toBe(false)
  })
})
