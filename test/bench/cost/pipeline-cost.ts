/**
 * What the three services cost while they have nothing to do, and with a steady stream of calls.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnStack } from '../../kit/own-stack.ts'
import { residentMiB } from '../../kit/resident-memory.ts'
import type { PipelineService, ServiceProcess } from '../../kit/service-process.ts'
import type { RunContext } from '../harness/bench.ts'
import { cpuTimes, cpuTimesSince } from '../pipeline/cpu-time.ts'
import { callsOfCustomers } from '../pipeline/customers.ts'
import type { LoggedCalls } from '../pipeline/logged-calls.ts'
import { startMeasuredPipeline, webhookSecret } from '../pipeline/measured-pipeline.ts'
import { startVendors } from '../pipeline/start-program.ts'
import { sendSteadily } from '../pipeline/steady-calls.ts'

export interface ServiceCost {
  /** Percent of one core. */
  readonly idleCpu: number
  /** MiB. */
  readonly idleMemory: number
  /** Milliseconds of CPU for each call. */
  readonly steadyCpu: number
}

const settleMs = 5_000
const idleMs = 20_000
/** Until the code is warm. */
const warmUp = { calls: 1_000, perSecond: 200 }
const steady = { calls: 750, perSecond: 50 }

/**
 * Starts the three services, lets them stand idle, and then sends calls.
 * @throws {Error} when a call is not logged, or logged twice
 */
export async function measurePipelineCost(
  stack: OwnStack,
  logged: LoggedCalls,
  { scale, signal }: RunContext,
): Promise<Readonly<Record<PipelineService, ServiceCost>>> {
  await using owned = new AsyncDisposableStack()
  // New ones each time: an org that has ever more Tasks would become slower.
  const vendors = owned.use(await startVendors())
  const pipeline = owned.use(await startMeasuredPipeline(stack, vendors))
  const { services } = pipeline
  const frontDoor = { ingressUrl: pipeline.ingressUrl, secret: webhookSecret, logged, signal }
  const source = callsOfCustomers()

  await sleep(settleMs * scale, undefined, { signal })
  const [idleFrom, beforeIdle] = [performance.now(), await cpuTimes(services)]
  await sleep(idleMs * scale, undefined, { signal })
  const idle = cpuTimesSince(beforeIdle, await cpuTimes(services))
  const idleForMs = performance.now() - idleFrom
  const memory = await memoryOf(services)

  const firstCalls = source.next(Math.ceil(warmUp.calls * scale), { isRecorded: true })
  await sendSteadily(firstCalls, warmUp.perSecond, frontDoor)
  const calls = source.next(Math.ceil(steady.calls * scale), { isRecorded: true })
  const beforeCalls = await cpuTimes(services)
  await sendSteadily(calls, steady.perSecond, frontDoor)
  const busy = cpuTimesSince(beforeCalls, await cpuTimes(services))
  logged.assertOnce([...firstCalls, ...calls].map(({ eventId }) => eventId))

  const costOf = (name: PipelineService): ServiceCost => ({
    idleCpu: (idle[name] / idleForMs) * 100,
    idleMemory: memory[name],
    steadyCpu: busy[name] / calls.length,
  })
  return { ingress: costOf('ingress'), enricher: costOf('enricher'), sink: costOf('sink') }
}

/** MiB. */
async function memoryOf({
  ingress,
  enricher,
  sink,
}: Readonly<Record<PipelineService, ServiceProcess>>): Promise<Record<PipelineService, number>> {
  const of = async ({ pid }: ServiceProcess) => (await residentMiB(pid)) ?? Number.NaN
  return { ingress: await of(ingress), enricher: await of(enricher), sink: await of(sink) }
}
