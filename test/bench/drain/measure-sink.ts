/**
 * Calls are written into Salesforce: by the sink from a backlog, or by clients that have them in memory.
 */
import { callsEnriched, callsLogged, sinkTopics } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import { openOwnStack } from '../../kit/own-stack.ts'
import type { OwnStack } from '../../kit/own-stack.ts'
import { vendorEnvironment } from '../../kit/pipeline.ts'
import type { VendorAddresses } from '../../kit/pipeline.ts'
import { residentMiB } from '../../kit/resident-memory.ts'
import { startService } from '../../kit/service-process.ts'
import type { OpenBench, RunContext, Sample } from '../harness/bench.ts'
import { startVendors } from '../pipeline/start-program.ts'
import { emptyTopic, forgetGroup, produceBacklog } from './backlog.ts'
import { calledContacts, enrichedCalls } from './enriched-calls.ts'
import { assertEachOnce } from './outcome-tally.ts'
import type { Pace } from './pace.ts'
import { idOf, readTopic } from './read-topic.ts'
import { clients, latencyMs, requestsAtOnce } from './salesforce-clients.ts'
import type { Client, ClientVariant } from './salesforce-clients.ts'
import { salesforceUsage } from './salesforce-usage.ts'
import { startSalesforceClient } from './start-drain-program.ts'
import { timeDrain } from './time-drain.ts'
import { assertWritten } from './written-calls.ts'

export type SinkVariant = 'Calltrail' | ClientVariant
export type SinkFigure = 'throughput' | 'apiCalls' | 'contents' | 'cpu' | 'memory'

const backlogCalls = 30_000
const withinMs = 300_000

const ofSink = { groupId: sinkTopics.consumerGroup, topic: callsEnriched.name }

export async function openSinkBench({
  scale,
  signal,
  say,
}: RunContext): Promise<OpenBench<SinkVariant, SinkFigure>> {
  await using owned = new AsyncDisposableStack()
  say('fills the topic')
  const stack = owned.use(await openOwnStack())
  const calls = Math.ceil(backlogCalls * scale)
  await produceBacklog(stack, callsEnriched, enrichedCalls(calls), signal)
  const all = owned.move()
  return {
    async measure(variant) {
      // A new one each time: an org that has ever more Tasks would become slower.
      await using vendors = await startVendors()
      const { control } = controlSimulator(vendors.salesforceUrl)
      await control('POST', '/records/Contact', calledContacts)
      await control('POST', '/faults', { latencyMs })
      if (variant === 'Calltrail') return await measureCalltrail(stack, vendors, calls, signal)
      const client = clients[variant]
      return await measureClient({ ...client, calls: Math.ceil(client.calls * scale) }, vendors, signal)
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function measureCalltrail(
  { kafka, kafkaBrokers, schemaRegistryUrl }: OwnStack,
  vendors: VendorAddresses,
  calls: number,
  signal: AbortSignal,
): Promise<Sample<SinkFigure>> {
  await using owned = new AsyncDisposableStack()
  const admin = kafka.admin()
  await admin.connect()
  owned.defer(() => admin.disconnect())
  await emptyTopic(admin, callsLogged.name)
  await forgetGroup(admin, ofSink.groupId, signal)
  const service = owned.use(
    await startService('sink', {
      ...vendorEnvironment(vendors),
      KAFKA_BROKERS: kafkaBrokers,
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      SALESFORCE_CONCURRENCY: String(requestsAtOnce),
    }),
  )
  const watch = { admin, pid: service.pid!, withinMs, signal }
  const pace = await timeDrain({ ...ofSink, records: calls }, watch)
  const memory = (await residentMiB(service.pid)) ?? NaN
  const usage = await usagePerCall(vendors, calls)
  await service[Symbol.asyncDispose]()
  const seen: string[] = []
  await readTopic(kafka, callsLogged.name, (message) => seen.push(idOf(message)), signal)
  assertEachOnce(new Set(enrichedCalls(calls).map(({ eventId }) => eventId)), seen)
  await assertWritten(vendors.salesforceUrl, calls, { lastCalls: 'exact' })
  return { throughput: pace.perSecond, cpu: pace.cpuMs, memory, ...usage }
}

async function measureClient(
  { program, calls, stepMs, args = [] }: Client,
  vendors: VendorAddresses,
  signal: AbortSignal,
): Promise<Sample<SinkFigure>> {
  const { salesforceUrl } = vendors
  const work = { salesforceUrl, calls, stepMs, atOnce: requestsAtOnce }
  await using client = await startSalesforceClient(program, work, ...args)
  const answer = await fetch(client.url, { signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]) })
  if (!answer.ok) throw new Error(`${program}: ${await answer.text()}`)
  const { perSecond, cpuMs } = (await answer.json()) as Pace
  const usage = await usagePerCall(vendors, calls)
  await assertWritten(salesforceUrl, calls, { lastCalls: 'any' })
  return { throughput: perSecond, cpu: cpuMs, ...usage }
}

async function usagePerCall(
  { salesforceUrl }: VendorAddresses,
  calls: number,
): Promise<Sample<'apiCalls' | 'contents'>> {
  const usage = await salesforceUsage(salesforceUrl)
  return {
    apiCalls: usage.calls / calls,
    ...(usage.contents !== undefined && { contents: usage.contents / calls }),
  }
}
