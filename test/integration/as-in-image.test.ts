/**
 * Each process of Calltrail, started exactly as its image would start it, in the environment of docker-compose.yml, on a Kafka of its own.
 * What an engine does besides, such as networks and images, is not here.
 */
import { globSync, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { patchedPackage } from '@calltrail/image'
import { imageStart } from '@calltrail/image/dockerfile'
import { freePort, openStack } from '@calltrail/local'
import type { Stack } from '@calltrail/local'
import { stopDeadlineMs } from '@calltrail/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeEnvironment } from '../kit/compose-environment.ts'
import { composeModel } from '../kit/compose-file.ts'
import { startAsInImage, wallsMissing } from '../kit/image-process.ts'
import type { ImageProcess } from '../kit/image-process.ts'
import { callPayload, postWebhook, signedHeaders, tasksOf } from '../kit/index.ts'
import { stageImages } from '../kit/staged-images.ts'
import type { StagedImages } from '../kit/staged-images.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const services = ['simulators', 'ingress', 'enricher', 'sink', 'monitor'] as const
const noRights = '0'.repeat(16)
const patience = { timeout: 20_000 }
const owned = new AsyncDisposableStack()
const running = new Map<string, ImageProcess>()
let images: StagedImages
let stack: Stack
let addresses: Record<string, string>
let webhookSecret: string

/** Here all have one network: each has ports of its own. */
const ports = new Map<string, Record<string, string>>()

beforeAll(async () => {
  const { KAFKA_BROKERS: _, SCHEMA_REGISTRY_URL: __, ...env } = process.env
  ;[images, stack] = await Promise.all([
    stageImages([...services, 'provision', 'console']),
    openStack({ env }),
    // Its reader may have to be built first.
    composeModel(),
  ])
  owned.use(images)
  owned.use(stack)
  const [salesforce, genesys] = [await freePort(), await freePort()]
  for (const name of services) ports.set(name, { HEALTH_PORT: String(await freePort()) })
  Object.assign(ports.get('simulators')!, {
    SALESFORCE_SIM_PORT: String(salesforce),
    GENESYS_SIM_PORT: String(genesys),
  })
  Object.assign(ports.get('ingress')!, { PORT: String(await freePort()) })
  addresses = {
    'kafka:9092': stack.kafkaBrokers,
    'http://registry:8080/apis/ccompat/v7': stack.schemaRegistryUrl,
    'simulators:4001': `127.0.0.1:${salesforce}`,
    'simulators:4002': `127.0.0.1:${genesys}`,
    // Nobody is there, for whom nothing waits.
    'collector:4318': '127.0.0.1:9',
  }
}, 240_000)

afterAll(() => owned.disposeAsync())

async function start(name: string): Promise<ImageProcess> {
  const environment = { ...(await composeEnvironment(name, addresses)), ...ports.get(name) }
  if (name === 'ingress') webhookSecret = environment['GENESYS_WEBHOOK_SECRET']!
  return owned.use(await startAsInImage(images, name, environment))
}

async function whenHealthy(name: string): Promise<void> {
  const service = running.get(name)!
  let ended = false
  void service.exited.then(() => (ended = true))
  for (const giveUpAt = Date.now() + 60_000; ; await sleep(500)) {
    const { exitCode, output } = await service.run(imageStart().healthCheck)
    if (exitCode === 0) return
    if (ended || Date.now() > giveUpAt)
      throw new Error(`${name} ${ended ? 'has ended' : `is not healthy: ${output}`}\n${service.output()}`)
  }
}

describe('what is put into the images', () => {
  it('is no test and no page for people, of ours or of a package', () => {
    const found = globSync(
      [
        '**/*.test.*',
        '**/*.md',
        '{services,infra,schemas}/**/testing*',
        '**/node_modules/{*,@*/*}/{test,docs}',
      ],
      {
        cwd: images.app('sink'),
      },
    )
    expect(found.filter((path) => !/licen[cs]e/i.test(path))).toEqual([])
  })

  it('are production dependencies only', () => {
    const packages = globSync('node_modules/{*,@*/*}/package.json', { cwd: images.app('sink') }).map((path) =>
      dirname(path).slice('node_modules/'.length),
    )
    expect(packages).toContain('kafkajs')
    for (const development of ['vitest', 'typescript', 'fast-check', 'patch-package', '@calltrail/deploy']) {
      expect(packages).not.toContain(development)
    }
  })

  it('are packages with our patches', () => {
    const patches = globSync('*.patch', { cwd: join(root, 'patches') })
    expect(patches.map(patchedPackage)).toContain('kafkajs')
    for (const patch of patches) {
      const text = readFileSync(join(root, 'patches', patch), 'utf8')
      const files = [...text.matchAll(/^\+\+\+ b\/(.+)$/gm)].map((match) => match[1]!)
      for (const file of files.filter((one) => !one.endsWith('.d.ts'))) {
        const [inImage, tested] = [images.app('sink'), root].map((folder) =>
          readFileSync(join(folder, file), 'utf8'),
        )
        expect(inImage, file).toBe(tested)
      }
    }
  })

  it('belongs to root, and nobody else may write it', { skip: wallsMissing !== undefined }, async () => {
    for (const path of globSync('**', { cwd: images.app('ingress') })) {
      const { uid, mode } = await stat(join(images.app('ingress'), path))
      expect({ path, uid, writable: mode & 0o022 }).toEqual({ path, uid: 0, writable: 0 })
    }
  })
})

describe(`as in the images${wallsMissing ? `, but with this user’s rights: ${wallsMissing}` : ''}`, () => {
  it('provision creates topics and schemas, and ends', async () => {
    const provision = await start('provision')
    expect(await provision.exited, provision.output()).toBe(0)
    expect(provision.output()).toContain('calls.enriched.v1')
  })

  it('provision that waits for a Kafka which is away ends when it is told to', async () => {
    const environment = await composeEnvironment('provision', { ...addresses, 'kafka:9092': '127.0.0.1:9' })
    const provision = owned.use(await startAsInImage(images, 'provision', environment))
    await expect.poll(provision.output, patience).toContain('provisioning')
    await provision.stop()
    expect(await provision.exited, provision.output()).toBe(143)
  })

  it('each service becomes healthy, by the image’s own check', { timeout: 120_000 }, async () => {
    for (const name of services) running.set(name, await start(name))
    await Promise.all(services.map(whenHealthy))
  })

  it('each is who the image says, with no rights besides', { skip: wallsMissing !== undefined }, async () => {
    const { uid, gid } = imageStart()
    for (const service of running.values()) {
      const status = readFileSync(`/proc/${await service.pid()}/status`, 'utf8')
      const field = (name: string) => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1]?.split('\t')
      expect(field('Uid')).toEqual(Array(4).fill(String(uid)))
      expect(field('Gid')).toEqual(Array(4).fill(String(gid)))
      for (const rights of ['CapPrm', 'CapEff', 'CapInh', 'CapAmb']) expect(field(rights)).toEqual([noRights])
      expect(field('NoNewPrivs')).toEqual(['1'])
    }
  })

  it('nothing can be written but /tmp and the state', { skip: wallsMissing !== undefined }, async () => {
    const script = `for (const folder of process.argv.slice(1)) {
      try { fs.writeFileSync(folder + '/written', ''); console.log(folder, 'written') }
      catch ({ code }) { console.log(folder, code) }
    }`
    const folders = [
      '/',
      '/app',
      '/app/node_modules',
      '/etc',
      '/usr/local/bin',
      '/dev',
      '/tmp',
      '/var/lib/calltrail/spool',
    ]
    const { output } = await running.get('ingress')!.run(['node', '-e', script, ...folders])
    expect(Object.fromEntries(output.split('\n').map((line) => line.split(' ')))).toEqual({
      ...Object.fromEntries(folders.map((folder) => [folder, 'EROFS'])),
      '/tmp': 'written',
      '/var/lib/calltrail/spool': 'written',
    })
  })

  it('a signed call goes from the webhook to a Task in Salesforce', async () => {
    const body = JSON.stringify(callPayload())
    const { conversationId } = JSON.parse(body) as { conversationId: string }
    const ingress = `http://127.0.0.1:${ports.get('ingress')!['PORT']}`
    const answer = await postWebhook(ingress, body, signedHeaders(body, webhookSecret))
    expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } })
    const salesforce = `http://${addresses['simulators:4001']}`
    await expect.poll(() => tasksOf(salesforce, conversationId), patience).toHaveLength(1)
  })

  it('the console answers people', async () => {
    const help = owned.use(await startAsInImage(images, 'console', {}, ['--help']))
    expect(await help.exited, help.output()).toBe(0)
    expect(help.output()).toContain('dead-letters')
  })

  it('SIGTERM ends each with exit code 0, in time', { timeout: 2 * stopDeadlineMs }, async () => {
    const begun = performance.now()
    await Promise.all([...running.values()].map((service) => service.stop()))
    for (const [name, service] of running)
      expect(await service.exited, `${name}: ${service.output()}`).toBe(0)
    expect(performance.now() - begun).toBeLessThan(stopDeadlineMs)
  })
})
