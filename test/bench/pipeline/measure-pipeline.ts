/**
 * The whole pipeline, once: started, kept busy with steady calls and with a backlog, and stopped.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnStack } from '../../kit/own-stack.ts'
import { residentMiB } from '../../kit/resident-memory.ts'
import type { ServiceEnvironment, ServiceProcess } from '../../kit/service-process.ts'
import type { Figure, RunContext } from '../harness/bench.ts'
import { workOff } from './backlog.ts'
import { cpuTimes, cpuTimesSince } from './cpu-time.ts'
import { callsOfCustomers } from './customers.ts'
import type { LoggedCalls } from './logged-calls.ts'
import { startMeasuredPipeline, webhookSecret } from './measured-pipeline.ts'
import { spanCounts } from './span-counts.ts'
import { sendSteadily } from './steady-calls.ts'
import { startVendors } from './start-program.ts'

export const pipelineFigures = {
  throughput: { title: 'backlog: calls/s', decimals: 0, better: 'higher' },
  backlogCpu: { title: 'backlog: CPU ms/call', decimals: 2, better: 'lower' },
  enricherCpu: { title: '  enricher', decimals: 2, better: 'lower' },
  sinkCpu: { title: '  sink', decimals: 2, better: 'lower' },
  p50: { title: 'steady: p50 ms', decimals: 0, better: 'lower' },
  p99: { title: 'steady: p99 ms', decimals: 0, better: 'lower' },
  steadyCpu: { title: 'steady: CPU ms/call', decimals: 2, better: 'lower' },
  ingressCpu: { title: '  ingress', decimals: 2, better: 'lower' },
  memory: { title: 'memory MiB, all three', decimals: 0, better: 'lower' },
  stop: { title: 'to stop all: s', decimals: 1, better: 'lower' },
  spansSent: { title: 'spans/call sent', decimals: 1, better: 'higher' },
  spansLost: { title: 'spans/call lost', decimals: 1, better: 'lower' },
} as const satisfies Record<string, Figure>

export type PipelineFigure = keyof typeof pipelineFigures
export type PipelineSample = Readonly<Record<PipelineFigure, number>>

const steadyRatePerSecond = 50
const steadySeconds = 7
const backlogCalls = 4_000
/** Code that has just been started costs several times what it costs later, that which sends spans above all. */
const warmUp = { steadySeconds: 2, backlogCalls: 2_000 }
/** Until then the last spans are on their way: they wait a second for company. The same for all, also where there are none. */
const settleMs = 1_500

/**
 * @param tracing the variables that make the difference
 * @throws {Error} when a call is not logged, or logged twice
 */
export async function measurePipeline(
  stack: OwnStack,
  logged: LoggedCalls,
  tracing: ServiceEnvironment,
  { scale, signal }: RunContext,
): Promise<PipelineSample> {
  await using owned = new AsyncDisposableStack()
  // New ones each time: an org that has ever more Tasks would become slower.
  const vendors = owned.use(await startVendors())
  const pipeline = owned.use(await startMeasuredPipeline(stack, vendors, tracing))
  const services = Object.values(pipeline.services)
  const frontDoor = { ingressUrl: pipeline.ingressUrl, secret: webhookSecret, logged, signal }
  const source = callsOfCustomers()

  async function withCpu<Result>(work: () => Promise<Result>) {
    const before = await cpuTimes(pipeline.services)
    const result = await work()
    await sleep(settleMs, undefined, { signal })
    return { result, cpu: cpuTimesSince(before, await cpuTimes(pipeline.services)) }
  }

  const steadyCallsOf = (seconds: number) =>
    source.next(Math.ceil(steadyRatePerSecond * seconds), { isRecorded: true })
  // Of a backlog, Genesys's allowance lets hardly a recording be asked for.
  const backlogOf = (count: number) => source.next(Math.ceil(count), { isRecorded: false })

  const firstCalls = steadyCallsOf(warmUp.steadySeconds)
  const firstBacklog = backlogOf(warmUp.backlogCalls * scale)
  await Promise.all([
    sendSteadily(firstCalls, steadyRatePerSecond, frontDoor),
    workOff(firstBacklog, stack, logged),
  ])
  const steadyCalls = steadyCallsOf(steadySeconds * scale)
  const steady = await withCpu(() => sendSteadily(steadyCalls, steadyRatePerSecond, frontDoor))
  const backlog = backlogOf(backlogCalls * scale)
  const burst = await withCpu(() => workOff(backlog, stack, logged))

  const all = [...firstCalls, ...firstBacklog, ...steadyCalls, ...backlog]
  logged.assertOnce(all.map(({ eventId }) => eventId))
  const spans = await spanCounts(services)
  const memory = await Promise.all(services.map(({ pid }) => residentMiB(pid)))
  const stop = await secondsToStop(services)
  const { ingress, enricher, sink } = steady.cpu
  return {
    throughput: burst.result,
    backlogCpu: (burst.cpu.enricher + burst.cpu.sink) / backlog.length,
    enricherCpu: burst.cpu.enricher / backlog.length,
    sinkCpu: burst.cpu.sink / backlog.length,
    p50: steady.result.p50Ms,
    p99: steady.result.p99Ms,
    steadyCpu: (ingress + enricher + sink) / steadyCalls.length,
    ingressCpu: ingress / steadyCalls.length,
    memory: memory.reduce<number>((sum, mib) => sum + (mib ?? NaN), 0),
    stop,
    spansSent: spans.sent / all.length,
    spansLost: spans.lost / all.length,
  }
}

/** Side by side, as an orchestrator does it. */
async function secondsToStop(services: readonly ServiceProcess[]): Promise<number> {
  const startedAt = performance.now()
  await Promise.all(services.map((service) => service[Symbol.asyncDispose]()))
  return (performance.now() - startedAt) / 1_000
}
