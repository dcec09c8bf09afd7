/**
 * What tracing costs: the whole pipeline as processes, without it, with it, and with a trace back-end that is away or hangs.
 */
import { freePort } from '@calltrail/local'
import { openOwnStack } from '../../kit/own-stack.ts'
import type { ServiceEnvironment } from '../../kit/service-process.ts'
import type { Bench, BenchStory, OpenBench, RunContext } from '../harness/bench.ts'
import { watchLoggedCalls } from '../pipeline/logged-calls.ts'
import { measurePipeline, pipelineFigures } from '../pipeline/measure-pipeline.ts'
import type { PipelineFigure, PipelineSample } from '../pipeline/measure-pipeline.ts'
import { startTraceBackEnd } from '../pipeline/start-program.ts'

const variants = ['off', 'on', 'sampled 10 %', 'back-end down', 'back-end hanging'] as const
type Variant = (typeof variants)[number]

const story: BenchStory = {
  method: `
The three services run as processes, as in production, on a genuine Kafka and registry, with simulated vendors. Each time they are new,
and do two things:

- **steady**: 50 webhooks a second for 7 s. The latency is from sending the webhook until Salesforce had confirmed the Task.
- **backlog**: 4,000 events are put into \`calls.ended.v1\` at once. Calls per second are those between the first and the last that was
  logged.

Before that come 100 webhooks and 2,000 events that do not count, until the code is warm: the first 4,000 spans of a process cost
about three times what later ones do. CPU time is read 1.5 s after the last call, when the last spans are on their way. Every call must
be logged, and once, or the bench fails. So it does when spans do not go where the variant's name says.

| variant | spans go |
| --- | --- |
| off | nowhere: no exporter is configured |
| on | by OTLP to a server, a process of its own, that swallows them and answers at once |
| sampled 10 % | the same, of every tenth trace (\`OTEL_TRACES_SAMPLER=parentbased_traceidratio\`) |
| back-end down | to a closed port |
| back-end hanging | to a server that takes connections and requests and never answers |

A trace back-end that is away or hangs must not make the pipeline more than 3 % slower or costlier than one that is well.

Tracing takes about 0.15 ms of CPU a call in both stages together, for six spans, and under a full backlog about a tenth of the calls
per second: the spans are made, kept until their batch is committed, and written as protobuf. It does not show in the latency of 50 calls
a second. To sample spares the trace back-end, and the way there, but hardly any CPU: every span is recorded, because only at its end is
it known whether it failed, and failures are always sent. Where the back-end is away, spans are dropped and counted, a backlog drains
faster than with it, and a service takes two seconds longer to stop.`,
  unfair: [
    `Everything shares one machine: the broker, the simulators, the services, and the trace back-end. Calls per second and latencies are
  those of that machine, and differ far more from run to run than tracing costs.`,
    `Kafka is one broker without copies, and Salesforce answers in a few milliseconds. With real ones a call takes longer, and tracing is
  a smaller share of it.`,
    `The calls are the simplest there are: known customers, nothing retried, one revision. Those of the backlog have no recording. A call
  with more to it has more spans.`,
    `The trace back-end that answers does not read what it is sent. What it costs to keep traces is not part of this.`,
    `Half a minute of life: the queue of a back-end that is down is not yet full (20,000 spans in each process), so memory may grow by what
  is missing.`,
    `The log, a line for each call and stage, is read by the bench itself.`,
  ],
}

/** Must be no more than 3 % slower or costlier than a trace back-end that is well. */
const away: readonly Variant[] = ['back-end down', 'back-end hanging']

export const tracing: Bench<Variant, PipelineFigure> = {
  name: 'tracing',
  what: 'what tracing costs, also while the trace back-end is down or hangs',
  story,
  variants,
  figures: pipelineFigures,
  goals: [
    { variants: away, figures: ['throughput'], to: 0.97, timesOf: 'on' },
    { variants: away, figures: ['backlogCpu', 'p50', 'p99', 'steadyCpu'], to: 1.03, timesOf: 'on' },
  ],
  open: openTracingBench,
}

async function openTracingBench(context: RunContext): Promise<OpenBench<Variant, PipelineFigure>> {
  await using owned = new AsyncDisposableStack()
  const stack = owned.use(await openOwnStack())
  const logged = owned.use(await watchLoggedCalls(stack, context.signal))
  const answering = owned.use(await startTraceBackEnd('answers'))
  const hanging = owned.use(await startTraceBackEnd('hangs'))
  const closedPort = await freePort()
  const to = (url: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
  const environments: Record<Variant, ServiceEnvironment> = {
    off: {},
    on: to(answering.url),
    'sampled 10 %': {
      ...to(answering.url),
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    },
    'back-end down': to(`http://127.0.0.1:${closedPort}`),
    'back-end hanging': to(hanging.url),
  }
  const all = owned.move()
  return {
    async measure(variant) {
      const sample = await measurePipeline(stack, logged, environments[variant], context)
      assertTraced(variant, sample)
      return sample
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** A variant whose spans do not go where its name says would show costs of something else. */
function assertTraced(variant: Variant, { spansSent, spansLost }: PipelineSample): void {
  const isSent = spansSent > 0
  const isLost = spansLost > 0
  const expected: Record<Variant, boolean> = {
    off: !isSent && !isLost,
    on: isSent && !isLost,
    'sampled 10 %': isSent && !isLost,
    'back-end down': !isSent && isLost,
    'back-end hanging': !isSent && isLost,
  }
  if (!expected[variant])
    throw new Error(`${variant}: ${spansSent} spans were sent and ${spansLost} lost for each call`)
}
