/**
 * How quickly the sink works off a backlog of enriched calls, and what that costs: as so many processes, with so many partitions.
 */
import { controlSimulator } from '@calltrail/simulators'
import type { OwnStack } from '../../kit/own-stack.ts'
import { pipelineEnvironment } from '../../kit/pipeline.ts'
import type { LoggedTally } from '../cost/logged-tally.ts'
import { customerOf, numberedCalls } from '../cost/many-customers.ts'
import { startVendorsOfMany } from '../cost/vendors-of-many.ts'
import type { RunContext } from '../harness/bench.ts'
import type { EventFeed } from '../pipeline/event-feed.ts'
import { startSinkReplicas } from './sink-replicas.ts'

export interface SinkSetting {
  readonly replicas: number
  /** Requests to Salesforce at once, of each process. */
  readonly concurrency: number
  /** The calls are spread evenly over the first so many partitions of the topic: all of a contact are in one. */
  readonly partitions: number
  readonly latencyMs: { readonly base: number; readonly perRecord: number }
  /** Calls that do not count, until the code is warm. */
  readonly warmUpCalls: number
  readonly calls: number
}

export interface SinkPace {
  /** From the moment when the backlog is put into the topic until the last call of it was logged. */
  readonly callsPerSecond: number
  /** Of all processes together. */
  readonly cpuMsPerCall: number
}

export interface SinkScene {
  readonly stack: OwnStack
  readonly feed: EventFeed<'calls.enriched.v1'>
  readonly tally: LoggedTally
}

/** @throws {Error} when a call is not logged, or logged twice */
export async function measureSink(
  { replicas, concurrency, partitions, latencyMs, ...setting }: SinkSetting,
  { stack, feed, tally }: SinkScene,
  { scale, signal }: RunContext,
): Promise<SinkPace> {
  await using owned = new AsyncDisposableStack()
  // New ones each time: an org that has ever more Tasks would become slower.
  const vendors = owned.use(await startVendorsOfMany())
  await controlSimulator(vendors.salesforceUrl).control('POST', '/faults', { latencyMs })
  const env = {
    ...pipelineEnvironment(stack, vendors, 'unused'),
    SALESFORCE_CONCURRENCY: String(concurrency),
  }
  const sinks = owned.use(await startSinkReplicas(replicas, stack, env, signal))

  async function workOff(count: number): Promise<SinkPace> {
    const calls = numberedCalls()
    const messages = await Promise.all(
      Array.from({ length: count }, (_, number) =>
        feed.message(calls.enriched(number), customerOf(number) % partitions),
      ),
    )
    const cpuBefore = await sinks.cpuMs()
    const startedAt = Date.now()
    await feed.send(messages)
    const lastLoggedAt = await tally.until(calls.run, count)
    return {
      callsPerSecond: (count * 1_000) / (lastLoggedAt - startedAt),
      cpuMsPerCall: ((await sinks.cpuMs()) - cpuBefore) / count,
    }
  }

  await workOff(Math.ceil(setting.warmUpCalls * scale))
  // Awaited here: what it works with is stopped when this function ends.
  return await workOff(Math.ceil(setting.calls * scale))
}
