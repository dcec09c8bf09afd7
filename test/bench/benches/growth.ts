/**
 * What more processes, more partitions, and a longer backlog make of the sink.
 */
import { callsEnriched } from '@calltrail/schemas'
import { openOwnStack } from '../../kit/own-stack.ts'
import { watchTally } from '../cost/logged-tally.ts'
import { measureSink } from '../growth/measure-sink.ts'
import type { SinkSetting } from '../growth/measure-sink.ts'
import type { Bench, Figure, OpenBench, RunContext } from '../harness/bench.ts'
import { openEventFeed } from '../pipeline/event-feed.ts'

const { partitions } = callsEnriched
const requestsAtOnce = 24
/** Three batches, as large as they may be. */
const callsOfPartition = 600
const slow = { base: 250, perRecord: 2 }
const quick = { base: 0, perRecord: 0 }

const replicated = (replicas: number): SinkSetting => ({
  replicas,
  concurrency: requestsAtOnce / replicas,
  partitions,
  latencyMs: slow,
  warmUpCalls: 200 * partitions,
  calls: callsOfPartition * partitions,
})
const backlog = (calls: number): SinkSetting => ({
  replicas: 1,
  concurrency: requestsAtOnce,
  partitions,
  latencyMs: quick,
  warmUpCalls: 10_000,
  calls,
})

const settings = {
  '1 replica': replicated(1),
  '2 replicas': replicated(2),
  '4 replicas': replicated(4),
  '1 partition': { ...replicated(1), partitions: 1, warmUpCalls: 200, calls: callsOfPartition },
  'backlog 5,000': backlog(5_000),
  'backlog 50,000': backlog(50_000),
} satisfies Record<string, SinkSetting>
type Variant = keyof typeof settings

const figures = {
  throughput: { title: 'calls/s', decimals: 0, better: 'higher' },
  cpu: { title: 'CPU ms/call', decimals: 2, better: 'lower' },
  speedUp: { title: 'speed-up per replica', decimals: 2, better: 'higher' },
} as const satisfies Record<string, Figure>
type GrowthFigure = keyof typeof figures

export const growth: Bench<Variant, GrowthFigure> = {
  name: 'growth',
  what: 'what more processes, more partitions and a longer backlog make of the sink',
  story: {
    method: `
The sink, one process or several, works off enriched calls of 10,000 contacts, on a genuine Kafka and with a simulated Salesforce. Each time
both are new and warm: a smaller backlog before does not count. Calls per second are from the moment when the backlog is put into
\`calls.enriched.v1\` until its last call was logged; CPU time is that of all processes together. Every call must be logged, and once, or
the bench fails.

- **1, 2 and 4 replicas**: 7,200 calls, 600 in each of the 12 partitions. Salesforce takes 250 ms for a request, and 2 ms more for each
  record, so that a process waits for most of the time. It is asked at most 24 things at once by all replicas together
  (\`SALESFORCE_CONCURRENCY\` is 24, 12 and 6): an org has one limit, however many ask. The speed-up per replica is against the last time
  that one replica was measured, a round ago at most, divided by the number of replicas: 1 is as good as it can be.
- **1 partition**: the same with one replica, and all calls of the backlog (600) in one partition.
- **backlog 5,000 and 50,000**: one replica, 12 partitions, and a Salesforce that answers as soon as it can. What counts is whether a call
  of a long backlog costs more.
`.trim(),
    unfair: [
      'All replicas, the broker and the simulator share a machine: what a replica would gain by a machine of its own does not show.',
      'The calls are spread evenly over the partitions. Genuine ones are spread by chance, and the fullest partition decides when a backlog is done.',
      'Requests that travel together take as long as all of them one after the other, which is what is known of Salesforce. One process has more calls to gather than each of several, so its requests are fewer and take longer.',
      'The warm-up of the two backlogs is 10,000 calls. What Node’s compiler still does afterwards weighs more on the short one.',
    ],
  },
  variants: Object.keys(settings) as Variant[],
  figures,
  goals: [{ variants: ['backlog 50,000'], figures: ['cpu'], to: 1.1, timesOf: 'backlog 5,000' }],
  open: openGrowthBench,
}

async function openGrowthBench(context: RunContext): Promise<OpenBench<Variant, GrowthFigure>> {
  await using owned = new AsyncDisposableStack()
  const stack = owned.use(await openOwnStack())
  const tally = owned.use(await watchTally(stack, context.signal))
  const feed = owned.use(await openEventFeed(stack, callsEnriched))
  const all = owned.move()
  let ofOneReplica: number | undefined
  return {
    async measure(variant) {
      const { replicas } = settings[variant]
      const { callsPerSecond, cpuMsPerCall } = await measureSink(
        settings[variant],
        { stack, feed, tally },
        context,
      )
      if (variant === '1 replica') ofOneReplica = callsPerSecond
      return {
        throughput: callsPerSecond,
        cpu: cpuMsPerCall,
        ...(replicas > 1 &&
          ofOneReplica !== undefined && { speedUp: callsPerSecond / ofOneReplica / replicas }),
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
