/**
 * What each service costs that has nothing to do, or little; and how long it takes to start.
 */
import { openOwnStack } from '../../kit/own-stack.ts'
import { pipelineEnvironment } from '../../kit/pipeline.ts'
import { millisecondsToReady } from '../cost/cold-start.ts'
import { measurePipelineCost } from '../cost/pipeline-cost.ts'
import { sharedMeasurement } from '../cost/shared-measurement.ts'
import type { Bench, Figure, OpenBench, RunContext } from '../harness/bench.ts'
import { watchLoggedCalls } from '../pipeline/logged-calls.ts'
import { startVendors } from '../pipeline/start-program.ts'

const variants = ['ingress', 'enricher', 'sink'] as const
type Variant = (typeof variants)[number]

const figures = {
  coldStart: { title: 'cold start: ms until ready', decimals: 0, better: 'lower' },
  idleCpu: { title: 'idle: CPU % of a core', decimals: 2, better: 'lower' },
  idleMemory: { title: 'idle: memory MiB', decimals: 0, better: 'lower' },
  steadyCpu: { title: '50 calls/s: CPU ms/call', decimals: 2, better: 'lower' },
} as const satisfies Record<string, Figure>
type CostFigure = keyof typeof figures

export const cost: Bench<Variant, CostFigure> = {
  name: 'cost',
  what: 'what each service costs while it has nothing to do, or little, and how long it takes to start',
  story: {
    method: `
Each service is a process of its own, started as \`npm run ingress\` and its like do it (\`node services/ingress/src/main.ts\`; npm itself
does not count), on a genuine Kafka and registry with simulated vendors.

- **cold start**: the service is started alone, while nothing else is going on, and asked every 10 ms whether it is ready. The time is
  from starting the process to the first 200 of \`GET /health/ready\`. The enricher and the sink are ready when the consumer group has given
  them their partitions; the ingress when it takes webhooks. Then it is stopped.
- **idle**: the three services are started and stand side by side, without a call. After 5 s their CPU time is read, and once more 20 s
  later; memory is what is resident then.
- **50 calls/s**: the same processes are sent 1,000 webhooks within 5 s, which do not count, until the code is warm; then 750 at 50 a
  second, each with a recording to look up. CPU time is divided by calls. Every call must be logged, and once, or the bench fails.

CPU time is that of the whole process, with Node's compiler and garbage collector.
`.trim(),
    unfair: [
      'Broker and services share a machine, and a consumer group has nobody to wait for: `group.initial.rebalance.delay.ms` is 0. Kafka’s own default of 3 s would be most of a cold start of the enricher and the sink.',
      'Node and the sources are in the page cache, because the service was started before. The first start after a machine’s own takes longer.',
      'Node strips the types of the sources whenever a service starts: that is part of the cold start.',
      'How much memory is resident depends on how much there is: on a large machine Node lets garbage lie longer.',
      'At 50 calls a second a batch has few calls, so that a call costs several times what it costs in a backlog.',
      'Idle services are asked for nothing. In a deployment there would be probes, and Prometheus.',
    ],
  },
  variants,
  figures,
  goals: [
    { variants, figures: ['coldStart'], to: 1_500 },
    { variants, figures: ['idleCpu'], to: 1 },
  ],
  open: openCostBench,
}

async function openCostBench(context: RunContext): Promise<OpenBench<Variant, CostFigure>> {
  await using owned = new AsyncDisposableStack()
  const stack = owned.use(await openOwnStack())
  const logged = owned.use(await watchLoggedCalls(stack, context.signal))
  const vendors = owned.use(await startVendors())
  const env = pipelineEnvironment(stack, vendors, 'a-webhook-secret-that-nobody-uses')
  const pipelineCost = sharedMeasurement(() => measurePipelineCost(stack, logged, context))
  const all = owned.move()
  return {
    async measure(variant) {
      const coldStart = await millisecondsToReady(variant, env, context.signal)
      const ofAll = await pipelineCost(variant)
      return { coldStart, ...ofAll[variant] }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
