import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serverProperties } from '../kafka-properties.ts'
import { kafkaPlace, prepareLogDirectory } from './kafka.ts'

it('Kafka listens on this machine only', () => {
  const lines = serverProperties(kafkaPlace({ port: 1111, controllerPort: 2222 }, '/data')).split('\n')
  expect(lines).toContain('listeners=PLAINTEXT://127.0.0.1:1111,CONTROLLER://127.0.0.1:2222')
  expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:1111')
})

it('Kafka names the port of a proxy to those who come through it, and its own to everybody else', () => {
  const proxied = { port: 3333, advertisedPort: 4444 }
  const lines = serverProperties(kafkaPlace({ port: 1111, controllerPort: 2222, proxied }, '/data')).split(
    '\n',
  )
  expect(lines).toContain(
    'listeners=PLAINTEXT://127.0.0.1:1111,PROXIED://127.0.0.1:3333,CONTROLLER://127.0.0.1:2222',
  )
  expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:1111,PROXIED://127.0.0.1:4444')
})

it('a guarded Kafka has doors of its own, on this machine only', () => {
  const doors = { login: 3333, certificate: 4444 }
  const lines = serverProperties(kafkaPlace({ port: 1111, controllerPort: 2222, doors }, '/data')).split('\n')
  expect(lines).toContain(
    'listeners=PLAINTEXT://127.0.0.1:1111,LOGIN://127.0.0.1:3333,CERTIFICATE://127.0.0.1:4444,CONTROLLER://127.0.0.1:2222',
  )
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
