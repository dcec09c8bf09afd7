import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { secureKafka } from './kafka-security.ts'
import { prepareLogDirectory, serverProperties } from './kafka.ts'

it('Kafka listens on this machine only', () => {
  const lines = serverProperties({ port: 1111, controllerPort: 2222 }, '/data').split('\n')
  expect(lines).toContain('listeners=PLAINTEXT://127.0.0.1:1111,CONTROLLER://127.0.0.1:2222')
  expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:1111')
})

it('Kafka names the port of a proxy to those who come through it, and its own to everybody else', () => {
  const proxied = { port: 3333, advertisedPort: 4444 }
  const lines = serverProperties({ port: 1111, controllerPort: 2222, proxied }, '/data').split('\n')
  expect(lines).toContain(
    'listeners=PLAINTEXT://127.0.0.1:1111,PROXIED://127.0.0.1:3333,CONTROLLER://127.0.0.1:2222',
  )
  expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:1111,PROXIED://127.0.0.1:4444')
})

it('a guarded Kafka has doors of its own, on this machine only, where nobody may do what no list allows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const tokens = { jwksUrl: 'http://127.0.0.1:1/keys', issuer: 'us', audience: 'kafka' }
  const ports = { login: 3333, certificate: 4444 }
  const security = await secureKafka({ users: ['sink'], tokens }, folder, ports)
  const lines = serverProperties({ port: 1111, controllerPort: 2222 }, '/data', security).split('\n')
  expect(lines).toContain(
    'listeners=PLAINTEXT://127.0.0.1:1111,LOGIN://127.0.0.1:3333,CERTIFICATE://127.0.0.1:4444,CONTROLLER://127.0.0.1:2222',
  )
  expect(lines).toContain('allow.everyone.if.no.acl.found=false')
  expect(lines).toContain('listener.name.certificate.ssl.client.auth=required')
  expect(lines).toContain('sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512,PLAIN,OAUTHBEARER')
  expect(lines).toContain('sasl.oauthbearer.expected.audience=kafka')
  expect(security.doors).toMatchObject({
    loginBrokers: '127.0.0.1:3333',
    certificateBrokers: '127.0.0.1:4444',
  })
})

it('a Kafka that knows no issuer of tokens takes none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { properties } = await secureKafka({ users: [] }, folder, { login: 1, certificate: 2 })
  expect(properties['sasl.enabled.mechanisms']).not.toContain('OAUTHBEARER')
})

describe('a log directory', () => {
  it('becomes a cluster of its own, and stays the same one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const formatted = join(folder, 'formatted')
    await mkdir(formatted)
    await writeFile(join(formatted, 'meta.properties'), 'node.id=1\ncluster.id=template\nversion=1\n')
    await writeFile(join(formatted, 'bootstrap.checkpoint'), 'checkpoint')

    const clusters = new Set<string>()
    for (const name of ['one', 'other', 'one']) {
      await prepareLogDirectory(formatted, join(folder, name))
      clusters.add(await readFile(join(folder, name, 'meta.properties'), 'utf8'))
    }
    expect(clusters.size).toBe(2)
    for (const properties of clusters)
      expect(properties).toMatch(/^node\.id=1\ncluster\.id=[\w-]{22}\nversion=1\n$/)
  })
})
