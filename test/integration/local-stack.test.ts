import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chooseProviders, openStack, type Stack } from '@calltrail/local'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest'
import { stackEnvironment } from '../kit/stack-environment.ts'
import { sendSpan, servicesIn, tracesWith } from '../kit/trace-page.ts'
import { isOpen, isOpenBeyondThisMachine } from './open-ports.ts'

const env = stackEnvironment
const { provider } = chooseProviders(env)
const subject = 'greetings-value'
const schema = {
  type: SchemaType.AVRO as const,
  schema: '{"type":"record","name":"Greeting","namespace":"test","fields":[{"name":"text","type":"string"}]}',
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

describe('a stack', () => {
  it(
    'keeps topics and schemas for the next start, unless that is a fresh one',
    { timeout: 180_000 },
    async () => {
      const dataDirectory = join(folder, 'stack')

      await using first = await openStack({ env, dataDirectory })
      expect(first.providers).toEqual({ kafka: provider, schemaRegistry: provider })
      const id = await registerSchema(first)
      await produce(first, 'hello')
      expect(await consume(first)).toEqual(['hello'])
      await expect(openStack({ env, dataDirectory, fresh: true })).rejects.toThrow(
        `A stack already runs on ${dataDirectory}: process ${process.pid}, Kafka at ${first.kafkaBrokers}`,
      )
      await first[Symbol.asyncDispose]()
      await expectNothingLeft(first, dataDirectory)

      await using second = await openStack({ env, dataDirectory })
      // At once: a registry that is said to be ready has read its data.
      expect(await registry(second).getLatestSchemaId(subject)).toBe(id)
      expect(await consume(second)).toEqual(['hello'])
      await second[Symbol.asyncDispose]()

      await using third = await openStack({ env, dataDirectory, fresh: true })
      expect(await topics(third)).not.toContain('greetings')
      await expect(registry(third).getLatestSchemaId(subject)).rejects.toThrow(/not found|No artifact/i)
    },
  )

  it('starts only what is not given', { timeout: 180_000 }, async ({ skip }) => {
    await using kafkaAndRegistry = await openStack({ env })
    const given = { ...env, KAFKA_BROKERS: kafkaAndRegistry.kafkaBrokers }

    await using registryOnly = await openStack({ env: given }).catch((error: Error) => {
      // An engine whose network is another one says so.
      if (provider === 'docker' && error.message.includes('set SCHEMA_REGISTRY_URL too')) skip(error.message)
      throw error
    })
    expect(registryOnly.providers).toEqual({ kafka: 'given', schemaRegistry: provider })
    expect(registryOnly.kafkaBrokers).toBe(kafkaAndRegistry.kafkaBrokers)
    const id = await registerSchema(registryOnly)
    // Both registries keep their data in the same Kafka.
    await expect
      .poll(() => registry(kafkaAndRegistry).getLatestSchemaId(subject), { timeout: 10_000 })
      .toBe(id)

    await using nothing = await openStack({
      env: { ...given, SCHEMA_REGISTRY_URL: registryOnly.schemaRegistryUrl },
    })
    expect(nothing.providers).toEqual({ kafka: 'given', schemaRegistry: 'given' })
  })

  it('shows traces when that is asked for', { timeout: 120_000 }, async () => {
    const addresses = inject('stack')
    const given = { KAFKA_BROKERS: addresses.kafkaBrokers, SCHEMA_REGISTRY_URL: addresses.schemaRegistryUrl }
    await using stack = await openStack({ env: { ...env, ...given }, traces: true })
    expect(stack.providers).toEqual({ kafka: 'given', schemaRegistry: 'given', traces: provider })
    const { uiUrl, linkTemplate, environment } = stack.traces!

    const traceId = randomBytes(16).toString('hex')
    const service = 'calltrail-ingress'
    const tags = { 'app.conversation.id': 'c-1' }
    await sendSpan(environment, { traceId, name: 'send calls.ended.v1', service, tags })
    await expect.poll(() => tracesWith(uiUrl!, service, 'app.conversation.id', 'c-1')).toEqual([traceId])
    expect(environment['TRACE_LINK']).toBe(linkTemplate)
    const link = linkTemplate!.replace('{traceId}', traceId)
    expect(await servicesIn(link)).toEqual([service])
    const page = await fetch(link)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')

    await stack[Symbol.asyncDispose]()
    expect(await isOpen(Number(new URL(uiUrl!).port))).toBe(false)
  })

  it('starts no trace back-end where spans are said to go elsewhere', async () => {
    const { kafkaBrokers, schemaRegistryUrl } = inject('stack')
    const given = { KAFKA_BROKERS: kafkaBrokers, SCHEMA_REGISTRY_URL: schemaRegistryUrl }
    const elsewhere = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
    const env = { ...given, ...elsewhere, PATH: '/nowhere' }
    await using stack = await openStack({ env, traces: true })
    expect(stack.providers.traces).toBe('given')
    expect(stack.traces).toEqual({ environment: {} })
  })

  it('is reachable on this machine only', { timeout: 120_000 }, async () => {
    await using stack = await openStack({ env, traces: true })
    const ports = [
      stack.kafkaBrokers,
      new URL(stack.schemaRegistryUrl).host,
      new URL(stack.traces!.uiUrl!).host,
    ]
    for (const port of ports.map(portOf))
      expect(await isOpenBeyondThisMachine(port), String(port)).toBe(false)
  })

  it('leaves nothing behind when its parent is killed', { timeout: 120_000 }, async ({ skip }) => {
    if (provider === 'docker' && env['TESTCONTAINERS_RYUK_DISABLED'] === 'true')
      skip('TESTCONTAINERS_RYUK_DISABLED does without what would clear up')
    const program = `
      import { openStack } from '@calltrail/local'
      const { kafkaBrokers, schemaRegistryUrl } = await openStack({ env: process.env, traces: true })
      console.log(JSON.stringify({ kafkaBrokers, schemaRegistryUrl }))`
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      env: { ...env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const stack = JSON.parse(line.toString()) as Stack
    // Three JVMs and the watchdog name a directory there; containers have theirs to themselves.
    expect(await processesNaming(folder)).toHaveLength(provider === 'jvm' ? 4 : 0)

    parent.kill('SIGKILL')
    await expect.poll(() => isOpen(portOf(stack.kafkaBrokers)), { timeout: 30_000 }).toBe(false)
    await expect.poll(() => stackDirectories(), { timeout: 20_000 }).toEqual([])
    await expectNothingLeft(stack, folder)
  })

  it('that cannot start leaves nothing behind, and says why', { timeout: 120_000 }, async () => {
    await mkdir(join(folder, 'kafka'))
    await writeFile(join(folder, 'kafka', 'meta.properties'), 'version=99\n')
    await expect(openStack({ env, dataDirectory: folder })).rejects.toThrow(
      /^Kafka ended by itself \(1\)\. The last lines of its log[^]*99/,
    )
    expect(await processesNaming(folder)).toEqual([])
  })
})

it('a stack on the JVM names what to install where there is no Java', async () => {
  const opening = openStack({ env: { PATH: folder, HOME: folder, CALLTRAIL_STACK: 'jvm' } })
  await expect(opening).rejects.toThrow(
    /^Java 17 or newer is needed .* or set KAFKA_BROKERS and SCHEMA_REGISTRY_URL/,
  )
})

function registry({ schemaRegistryUrl }: Stack): SchemaRegistry {
  return new SchemaRegistry({ host: schemaRegistryUrl }, {})
}

async function registerSchema(stack: Stack): Promise<number> {
  const { id } = await registry(stack).register(schema, { subject })
  return id
}

function kafka({ kafkaBrokers }: Stack): Kafka {
  return new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING })
}

async function topics(stack: Stack): Promise<string[]> {
  const admin = kafka(stack).admin()
  await admin.connect()
  try {
    return await admin.listTopics()
  } finally {
    await admin.disconnect()
  }
}

async function produce(stack: Stack, value: string): Promise<void> {
  const admin = kafka(stack).admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic: 'greetings', numPartitions: 1 }], waitForLeaders: true })
  await admin.disconnect()
  const producer = kafka(stack).producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({ topic: 'greetings', acks: -1, messages: [{ key: 'key', value }] })
  await producer.disconnect()
}

/** Reads the topic from its beginning, up to where it ends now. */
async function consume(stack: Stack): Promise<string[]> {
  const consumer = kafka(stack).consumer({ groupId: `reader-${Math.random()}` })
  const values: string[] = []
  await consumer.connect()
  await consumer.subscribe({ topic: 'greetings', fromBeginning: true })
  const end = Promise.withResolvers<void>()
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) values.push(String(value))
      if (batch.offsetLag() === '0') end.resolve()
    },
  })
  await end.promise
  await consumer.disconnect()
  return values
}

async function expectNothingLeft(
  stack: Pick<Stack, 'kafkaBrokers' | 'schemaRegistryUrl'>,
  directory: string,
) {
  expect(await processesNaming(directory)).toEqual([])
  expect(await isOpen(portOf(stack.kafkaBrokers))).toBe(false)
  expect(await isOpen(portOf(new URL(stack.schemaRegistryUrl).host))).toBe(false)
}

function portOf(address: string): number {
  return Number(address.split(':')[1])
}

/** What a stack without a data directory has made for itself. */
async function stackDirectories(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('calltrail-stack-'))
}

/** All JVMs name the data directory in their arguments, and so does the watchdog that is to remove it. */
async function processesNaming(directory: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'args='], { maxBuffer: 1e7 })
  return stdout.split('\n').filter((line) => line.includes(directory))
}
