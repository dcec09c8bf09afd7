/**
 * The whole of Calltrail with all that watches it: a Kafka and a registry of its own, simulated vendors, the four processes, a Jaeger,
 * and a Prometheus with our rules.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStack } from '@calltrail/local'
import type { Broker, Progress } from '@calltrail/local'
import { provision } from '@calltrail/provision'
import { connectKafka, connectProducer, connectRegistry } from '@calltrail/runtime'
import { controlSimulator } from '@calltrail/simulators'
import type { SimulatorControl } from '@calltrail/simulators'
import type { Kafka, Producer } from 'kafkajs'
import { pino } from 'pino'
import { startTcpProxy } from '../../faults/harness/tcp-proxy.ts'
import type { Way } from '../../faults/harness/tcp-proxy.ts'
import { startJaeger } from '../../kit/jaeger.ts'
import type { Jaeger } from '../../kit/jaeger.ts'
import { startVendors, vendorEnvironment } from '../../kit/pipeline.ts'
import { startPrometheus } from '../../kit/prometheus.ts'
import type { Prometheus } from '../../kit/prometheus.ts'
import type { ServiceName } from '../../kit/service-process.ts'
import type { StackAddresses } from '../../kit/shared-stack.ts'
import { writeRulesWithoutFor } from './rules.ts'
import { placeFor } from './service.ts'
import type { DrilledService } from './service.ts'
import { until } from './until.ts'

export const serviceNames = ['ingress', 'enricher', 'sink', 'monitor'] as const satisfies ServiceName[]

export interface Bench extends AsyncDisposable {
  readonly stack: StackAddresses
  readonly broker: Broker
  readonly kafka: Kafka
  readonly producer: Producer
  readonly registry: ReturnType<typeof connectRegistry>
  readonly salesforce: SimulatorControl
  readonly genesys: SimulatorControl
  readonly services: Readonly<Record<(typeof serviceNames)[number], DrilledService>>
  readonly jaeger: Jaeger
  /** Between the services and Jaeger. */
  readonly wayToJaeger: Way
  readonly prometheus: Prometheus
  readonly webhookSecret: string
  /** Ends every wait. */
  readonly signal: AbortSignal
}

const scrapeIntervalMs = 1_000
const webhookSecret = 'the-webhook-secret-of-the-drill'

/** Everything else is as in production. */
const settings = {
  // Small enough to be filled.
  SPOOL_MAX_BYTES: String(1_048_576),
  // An org that has API calls again is to be seen soon.
  SALESFORCE_BUDGET_PAUSE_MS: '2000',
  // Every call asks Salesforce, whoever has called before.
  CONTACT_CACHE_SECONDS: '0',
  CONTACT_CACHE_NEGATIVE_SECONDS: '0',
  // What has waited is not logged all at once.
  BATCH_RECORDS: '5',
  // Those of one scene would come in the midst of another.
  FOLLOW_UP_DELAYS_MS: 'none',
}

export interface BenchOptions {
  readonly progress: Progress
  readonly signal: AbortSignal
}

export async function openBench({ progress, signal }: BenchOptions): Promise<Bench> {
  await using owned = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-drill-'))
  owned.defer(() => rm(directory, { recursive: true, force: true }))
  // One of our own always: who gives us a Kafka does not want to have it killed.
  const { KAFKA_BROKERS: _, SCHEMA_REGISTRY_URL: __, ...env } = process.env
  const stack = owned.use(await openStack({ env, progress, signal }))
  const { kafkaBrokers, schemaRegistryUrl } = stack
  const broker = stack.broker!
  progress.step('Starting Jaeger, Prometheus and Calltrail')
  const kafka = connectKafka({ kafkaBrokers: [kafkaBrokers] }, 'calltrail-drill', pino({ enabled: false }))
  await provision({ kafka, schemaRegistryUrl })
  const producer = owned.use(await connectProducer(kafka))

  const vendors = owned.use(await startVendors())
  const jaeger = owned.use(await startJaeger())
  const wayToJaeger = owned.use(await startTcpProxy(() => Number(new URL(jaeger.otlpUrl).port)))
  const environment = {
    ...settings,
    ...vendorEnvironment(vendors),
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    GENESYS_WEBHOOK_SECRET: webhookSecret,
    SPOOL_DIRECTORY: join(directory, 'spool'),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${wayToJaeger.port}`,
  }
  const place = async (name: ServiceName) => owned.use(await placeFor(name, environment))
  const services = {
    ingress: await place('ingress'),
    enricher: await place('enricher'),
    sink: await place('sink'),
    monitor: await place('monitor'),
  }
  await Promise.all(Object.values(services).map((service) => service.start()))
  const prometheus = owned.use(
    await startPrometheus({
      targets: Object.values(services).map(({ name, metricsUrl }) => ({ service: name, url: metricsUrl })),
      scrapeIntervalMs,
      rulesFile: await writeRulesWithoutFor(directory),
    }),
  )
  await until('no alert fires while all is well', () => isQuiet(prometheus), {
    withinMs: 60_000,
    signal,
  })
  const all = owned.move()
  return {
    stack,
    broker,
    kafka,
    producer,
    registry: connectRegistry({ schemaRegistryUrl }),
    salesforce: controlSimulator(vendors.salesforceUrl),
    genesys: controlSimulator(vendors.genesysUrl),
    services,
    jaeger,
    wayToJaeger,
    prometheus,
    webhookSecret,
    signal,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Not before each process was reached: until then some alerts are right. */
async function isQuiet(prometheus: Prometheus): Promise<boolean> {
  const reached = await prometheus.query('count(up{job="calltrail"} == 1)')
  return reached[0]?.value === serviceNames.length && (await prometheus.alerts()).length === 0
}
