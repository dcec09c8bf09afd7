/**
 * What tracing costs: the whole pipeline as processes, without it, with it, and with a trace back-end that is away or hangs.
 */
import { freePort } from '@calltrail/local'
import { openOwnStack } from '../../kit/own-stack.ts'
import type { ServiceEnvironment } from '../../kit/service-process.ts'
import type { Bench, OpenBench, RunContext } from '../harness/bench.ts'
import { watchLoggedCalls } from '../pipeline/logged-calls.ts'
import { measurePipeline, pipelineFigures } from '../pipeline/measure-pipeline.ts'
import type { PipelineFigure, PipelineSample } from '../pipeline/measure-pipeline.ts'
import { startTraceBackEnd } from '../pipeline/start-program.ts'

const variants = ['off', 'on', 'sampled 10 %', 'back-end down', 'back-end hanging'] as const
type Variant = (typeof variants)[number]

export const tracing: Bench<Variant, PipelineFigure> = {
  name: 'tracing',
  what: 'what tracing costs, also while the trace back-end is down or hangs',
  variants,
  figures: pipelineFigures,
  against: ['off', 'on'],
  limits: [
    {
      variants: ['back-end down', 'back-end hanging'],
      against: 'on',
      figures: ['throughput', 'backlogCpu', 'p50', 'p99', 'steadyCpu'],
      percent: 3,
    },
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
