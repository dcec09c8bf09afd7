/**
 * Everything a fault is done to: a Kafka and a registry of our own, simulated vendors, the services as supervised processes, and a
 * proxy on each way between them.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStack } from '@calltrail/local'
import type { Broker, Progress } from '@calltrail/local'
import { provision } from '@calltrail/provision'
import { connectKafka, connectRegistry } from '@calltrail/runtime'
import type { StageName } from '@calltrail/schemas'
import { controlSimulator, startGenesysSimulator, startSalesforceSimulator } from '@calltrail/simulators'
import type { SimulatorControl } from '@calltrail/simulators'
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import type { Admin, Kafka, Producer } from 'kafkajs'
import { pino } from 'pino'
import { vendorEnvironment } from '../../kit/pipeline.ts'
import type { ServiceEnvironment, PipelineService } from '../../kit/service-process.ts'
import { openObserver } from './observer.ts'
import type { Observer } from './observer.ts'
import { replicasOf } from './replicas.ts'
import type { Replicas } from './replicas.ts'
import type { OnUnexpectedExit } from './supervisor.ts'
import { startTcpProxy, together } from './tcp-proxy.ts'
import type { TcpProxy, Way } from './tcp-proxy.ts'

export type Dependency = 'kafka' | 'registry' | 'salesforce' | 'genesys'

export interface Bench extends AsyncDisposable {
  readonly services: Readonly<Record<PipelineService, Replicas>>
  readonly broker: Broker
  /** Between the services and each of their dependencies. What watches them goes past it. */
  readonly proxies: Readonly<Record<Dependency, Way>>
  /** Each replica's own way to Salesforce, by its number, so that it can be told whose request is open. All are in `proxies.salesforce`. */
  readonly waysToSalesforce: Readonly<Record<StageName, readonly TcpProxy[]>>
  readonly salesforce: SimulatorControl
  readonly genesys: SimulatorControl
  readonly kafka: Kafka
  readonly admin: Admin
  readonly producer: Producer
  readonly registry: SchemaRegistry
  readonly observer: Observer
  readonly webhookSecret: string
  /** The address of an ingress that is ready, in turn; undefined when none is. */
  frontDoor(): string | undefined
}

/** How long a process may be silent before its partitions go to others: short, so that faults need not be long. */
export const sessionTimeoutMs = 6_000

/** Of one service, at a time. */
const mostReplicas = 3

const webhookSecret = 'the-webhook-secret-of-the-fault-suite'

/** Delays and patience that let a backlog drain soon; everything else as in production. */
const quickSettings = {
  RETRY_DELAYS_MS: '200,1000,3000',
  OUTAGE_PAUSE_MS: '500',
  SALESFORCE_TIMEOUT_MS: '3000',
  SALESFORCE_BUDGET_PAUSE_MS: '2000',
  RECORDING_TIMEOUT_MS: '1000',
  // Follow-ups of one fault would come in the midst of later ones, in an org that does not know their calls.
  FOLLOW_UP_DELAYS_MS: 'none',
  // An outage of Salesforce is to be met by the enricher too, whoever has called before.
  CONTACT_CACHE_SECONDS: '0',
  CONTACT_CACHE_NEGATIVE_SECONDS: '0',
  GENESYS_REQUESTS_PER_MINUTE: '5000',
  PUBLISH_TIMEOUT_MS: '2000',
  KAFKA_SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
}

export interface BenchOptions {
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly onUnexpectedExit: OnUnexpectedExit
}

export async function openBench({ progress, signal, onUnexpectedExit }: BenchOptions): Promise<Bench> {
  await using owned = new AsyncDisposableStack()
  let brokerPort = 0
  const kafkaProxy = owned.use(await startTcpProxy(() => brokerPort))
  // One of our own always: who gives us a Kafka does not want to have it killed.
  const { KAFKA_BROKERS: _, SCHEMA_REGISTRY_URL: __, ...env } = process.env
  const stack = owned.use(await openStack({ env, progress, signal, kafkaProxyPort: kafkaProxy.port }))
  const broker = stack.broker!
  brokerPort = broker.proxiedPort!

  const kafka = connectKafka(
    { kafkaBrokers: [stack.kafkaBrokers] },
    'calltrail-faults',
    pino({ enabled: false }),
  )
  await provision({ kafka, schemaRegistryUrl: stack.schemaRegistryUrl })
  const observer = owned.use(await openObserver(kafka, stack.schemaRegistryUrl))
  const admin = kafka.admin()
  const producer = kafka.producer()
  await Promise.all([admin.connect(), producer.connect()])
  owned.defer(async () => void (await Promise.all([admin.disconnect(), producer.disconnect()])))

  const salesforce = owned.use(await startSalesforceSimulator())
  const genesys = owned.use(await startGenesysSimulator({ requestsPerMinute: 1_000_000 }))
  const behindProxy = async (url: string) => owned.use(await startTcpProxy(() => Number(new URL(url).port)))
  const eachBehindProxy = (url: string) =>
    Promise.all(Array.from({ length: mostReplicas }, () => behindProxy(url)))
  const toRegistry = await behindProxy(stack.schemaRegistryUrl)
  const toGenesys = await behindProxy(genesys.url)
  const waysToSalesforce = {
    enricher: await eachBehindProxy(salesforce.url),
    sink: await eachBehindProxy(salesforce.url),
  }
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-faults-'))
  owned.defer(() => rm(directory, { recursive: true, force: true }))
  const at = ({ port }: { readonly port: number }) => `http://127.0.0.1:${port}`
  // The same for all replicas.
  const pseudonymKey = randomBytes(32).toString('hex')
  const services = startServices(
    (name, index) => ({
      ...quickSettings,
      ...vendorEnvironment({
        // The ingress does not ask Salesforce.
        salesforceUrl: at(waysToSalesforce[name === 'ingress' ? 'sink' : name][index]!),
        genesysUrl: at(toGenesys),
      }),
      KAFKA_BROKERS: `127.0.0.1:${kafkaProxy.port}`,
      SCHEMA_REGISTRY_URL: `${at(toRegistry)}${new URL(stack.schemaRegistryUrl).pathname}`,
      GENESYS_WEBHOOK_SECRET: webhookSecret,
      PSEUDONYM_KEY: pseudonymKey,
      HOST: '127.0.0.1',
      PORT: '0',
      SPOOL_DIRECTORY: join(directory, `${name}-${index}`),
    }),
    onUnexpectedExit,
  )
  owned.defer(
    async () => void (await Promise.all(Object.values(services).map((replicas) => replicas.stop()))),
  )
  await Promise.all(Object.values(services).map((replicas) => replicas.one().untilReady()))

  let turn = 0
  const all = owned.move()
  return {
    services,
    broker,
    proxies: {
      kafka: kafkaProxy,
      registry: toRegistry,
      salesforce: together(Object.values(waysToSalesforce).flat()),
      genesys: toGenesys,
    },
    waysToSalesforce,
    salesforce: controlSimulator(salesforce.url),
    genesys: controlSimulator(genesys.url),
    kafka,
    admin,
    producer,
    registry: connectRegistry({ schemaRegistryUrl: stack.schemaRegistryUrl }),
    observer,
    webhookSecret,
    frontDoor() {
      const ready = services.ingress.all().flatMap((replica) => replica.running()?.url ?? [])
      return ready[turn++ % ready.length]
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function startServices(
  environmentOf: (name: PipelineService, index: number) => ServiceEnvironment,
  onUnexpectedExit: OnUnexpectedExit,
): Bench['services'] {
  const start = (name: PipelineService) =>
    replicasOf(name, (index) => environmentOf(name, index), onUnexpectedExit)
  return { ingress: start('ingress'), enricher: start('enricher'), sink: start('sink') }
}
