/**
 * The enricher drains a backlog of callers it knows, or of ever new ones; and a mere copy of the same records.
 */
import { randomUUID } from 'node:crypto'
import { callsEnded, callsEnriched, enricherTopics } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import { vendorEnvironment } from '../../kit/pipeline.ts'
import { residentMiB } from '../../kit/resident-memory.ts'
import { startService } from '../../kit/service-process.ts'
import type { OpenBench, RunContext, Sample } from '../harness/bench.ts'
import { startVendors } from '../pipeline/start-program.ts'
import { emptyTopic, forgetGroup } from './backlog.ts'
import { callers } from './callers.ts'
import { openCallersBacklog } from './callers-backlog.ts'
import type { CallersBacklog } from './callers-backlog.ts'
import { assertEnriched } from './enriched-outcomes.ts'
import { assertEachOnce } from './outcome-tally.ts'
import { idOf, readTopic } from './read-topic.ts'
import { salesforceUsage } from './salesforce-usage.ts'
import { startKafkajsCopy } from './start-drain-program.ts'
import { timeDrain } from './time-drain.ts'

export type EnricherVariant = 'Calltrail, warm' | 'Calltrail, cold' | 'kafkajs copy'
export type EnricherFigure = 'throughput' | 'cpu' | 'apiCalls' | 'queries' | 'memory'

const warm = { events: 200_000, customers: 2_000, salesforceLatencyMs: 0 }
const cold = { events: 20_000, knownEvery: 20, salesforceLatencyMs: 120 }
const copies = { topic: 'bench.copies', recordsOfTransaction: 500 }
const withinMs = 180_000

const ofEnricher = { groupId: enricherTopics.consumerGroup, topic: callsEnded.name }

export async function openEnricherBench({
  scale,
  signal,
  say,
}: RunContext): Promise<OpenBench<EnricherVariant, EnricherFigure>> {
  await using owned = new AsyncDisposableStack()
  say('fills the topics')
  const customers = callers(Math.ceil(warm.customers * scale), 1)
  const coldEvents = Math.ceil(cold.events * scale)
  // Each on a Kafka of its own: a group that begins again at the first record would go on to those of the other one.
  const warmBacklog = owned.use(await openCallersBacklog(customers, Math.ceil(warm.events * scale), signal))
  const strangers = callers(coldEvents, cold.knownEvery)
  const coldBacklog = owned.use(await openCallersBacklog(strangers, coldEvents, signal))
  await createCopyTopic(warmBacklog)
  const all = owned.move()
  return {
    measure(variant) {
      switch (variant) {
        case 'Calltrail, warm':
          return measureCalltrail(warmBacklog, warm.salesforceLatencyMs, signal)
        case 'Calltrail, cold':
          return measureCalltrail(coldBacklog, cold.salesforceLatencyMs, signal)
        case 'kafkajs copy':
          return measureCopy(warmBacklog, signal)
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function createCopyTopic({ stack: { kafka } }: CallersBacklog): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  const { topic } = copies
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic, numPartitions: callsEnded.partitions, replicationFactor: 1 }],
  })
  await admin.disconnect()
}

async function measureCalltrail(
  backlog: CallersBacklog,
  latencyMs: number,
  signal: AbortSignal,
): Promise<Sample<EnricherFigure>> {
  await using owned = new AsyncDisposableStack()
  const vendors = owned.use(await startVendors())
  const { control } = controlSimulator(vendors.salesforceUrl)
  const contacts = backlog.callers.flatMap(({ contact }) => contact ?? [])
  await control('POST', '/records/Contact', contacts)
  await control('POST', '/faults', { latencyMs: { base: latencyMs } })
  const { kafka, kafkaBrokers, schemaRegistryUrl } = backlog.stack
  const admin = kafka.admin()
  await admin.connect()
  owned.defer(() => admin.disconnect())
  await emptyTopic(admin, callsEnriched.name)
  await forgetGroup(admin, ofEnricher.groupId, signal)
  const service = owned.use(
    await startService('enricher', {
      ...vendorEnvironment(vendors),
      KAFKA_BROKERS: kafkaBrokers,
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      // Nothing but the backlog is to be drained.
      FOLLOW_UP_DELAYS_MS: 'none',
    }),
  )
  const watch = { admin, pid: service.pid!, withinMs, signal }
  const pace = await timeDrain({ ...ofEnricher, records: backlog.calls.size }, watch)
  const memory = (await residentMiB(service.pid)) ?? NaN
  const { calls, contents = NaN } = await salesforceUsage(vendors.salesforceUrl)
  await service[Symbol.asyncDispose]()
  await assertEnriched(backlog, signal)
  const perThousand = 1_000 / backlog.calls.size
  return {
    throughput: pace.perSecond,
    cpu: pace.cpuMs,
    apiCalls: calls * perThousand,
    queries: contents * perThousand,
    memory,
  }
}

async function measureCopy(
  { stack, calls }: CallersBacklog,
  signal: AbortSignal,
): Promise<Sample<EnricherFigure>> {
  await using owned = new AsyncDisposableStack()
  const admin = stack.kafka.admin()
  await admin.connect()
  owned.defer(() => admin.disconnect())
  await emptyTopic(admin, copies.topic)
  // The process before has gone without a word, and is a member of its group for a while.
  const source = { groupId: `bench-copy-${randomUUID()}`, topic: callsEnded.name }
  const copy = owned.use(await startKafkajsCopy(stack, source, copies.topic, copies.recordsOfTransaction))
  const pace = await timeDrain({ ...source, records: calls.size }, { admin, pid: copy.pid, withinMs, signal })
  const memory = (await residentMiB(copy.pid)) ?? NaN
  await copy[Symbol.asyncDispose]()
  const seen: string[] = []
  await readTopic(stack.kafka, copies.topic, (message) => seen.push(idOf(message)), signal)
  assertEachOnce(new Set(calls.keys()), seen)
  return { throughput: pace.perSecond, cpu: pace.cpuMs, memory }
}
